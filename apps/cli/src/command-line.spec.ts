import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { unusedPorts } from '@easel/platform/testing';
import { describe, expect, it } from 'vitest';
import { exits } from './exits.js';
import { history, problem, status } from './testing/answers.js';
import { selfSigned } from './testing/certificate.js';
import { FakeDoor } from './testing/fake-door.js';
import { Operator } from './testing/operator.js';

const nobody = async () => ({ url: `http://127.0.0.1:${await unusedPorts(1)}` });

const reading = () => FakeDoor.open({ 'GET license': { body: status } });

describe('help', () => {
  it.each([
    [[], 'Usage: easel [options] [command]', 'Exit codes:'],
    [['lu'], 'Usage: easel lu [options] [FILE]', 'Options of every command:'],
    [['license', 'restore'], 'Usage: easel license restore [options] [JTI]', '--yes'],
    [['admin', 'passwd'], 'Usage: easel admin passwd [options]', '--secret-file <FILE>'],
  ])('of %j is there in English', async (words, ...expected) => {
    using operator = new Operator({ url: '' });
    const { stdout, status } = await operator.easel([...words, '--help']);
    for (const text of expected) expect(stdout).toContain(text);
    expect(stdout).not.toMatch(/\p{Script=Han}/u);
    expect(status).toBe(0);
  });

  it.each([[], ['lu'], ['license', 'restore'], ['admin', 'passwd'], ['login']].map((w) => [w]))(
    'of %j is there in Chinese, headings too',
    async (words) => {
      using operator = new Operator({ url: '' });
      const { stdout } = await operator.easel([...words, '--help', '--lang=zh']);
      expect(stdout).toMatch(/^用法:/);
      expect(stdout).not.toMatch(/Usage|Options|Commands|Arguments|display help/);
    },
  );

  it.each([
    ['batch results', 'where they go (else standard output)'],
    ['batch run', 'where the results go (else results.csv or results.jsonl here)'],
    ['remove', 'with --purge: yes, delete all of that'],
    ['--lang zh', '5  无法连接 Easel 或 Docker'],
  ])('of %s says what is so', async (words, help) => {
    using operator = new Operator({ url: '' });
    const { stdout } = await operator.easel([...words.split(' '), '--help']);
    const inOneLine = (text: string) => text.replace(/\s+/g, ' ');
    expect(inOneLine(stdout)).toContain(inOneLine(help));
  });

  it('and the page on the command name every exit code that there is, in both languages', async () => {
    using operator = new Operator({ url: '' });
    const codes: number[] = Object.values(exits).filter((code) => code !== exits.interrupted);
    for (const language of ['en', 'zh']) {
      const { stdout } = await operator.easel(['--help', '--lang', language]);
      const named = [...stdout.matchAll(/^ {2}(\d) {2}/gm)].map(([, code]) => Number(code));
      expect(named).toEqual(codes);
    }
    const page = readFileSync(join(import.meta.dirname, '../../../docs/cli.md'), 'utf8');
    const rows = [...page.matchAll(/^\| (\d) +\|/gm)].map(([, code]) => Number(code));
    expect(rows).toEqual([...codes, ...codes]);
  });
});

describe('the language', () => {
  it.each([
    [{ LANG: 'zh_CN.UTF-8' }, 'zh'],
    [{ LANG: 'zh_TW.UTF-8' }, 'zh'],
    [{ LANG: 'en_US.UTF-8', LC_MESSAGES: 'zh_CN' }, 'zh'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: 'C' }, 'en'],
    [{ LANG: 'zh_CN.UTF-8', LC_ALL: '' }, 'zh'],
    [{ LANG: 'de_DE.UTF-8' }, 'en'],
    [{ LANG: '' }, 'en'],
  ])('follows the locale %o', async (env, language) => {
    using operator = new Operator({ url: '' });
    const { stderr } = await operator.easel(['lu'], { env });
    expect(/\p{Script=Han}/u.test(stderr)).toBe(language === 'zh');
  });

  it('is what --lang says, wherever it stands', async () => {
    await using door = await reading();
    using operator = new Operator(door);
    for (const args of [
      ['--lang', 'zh', 'license', 'status'],
      ['license', 'status', '--lang=zh'],
    ])
      expect((await operator.easel(args)).stdout).toMatch(/^授权/);
  });
});

describe('a command line that is not understood', () => {
  it.each([
    [['lu', '--bogus'], 'There is no option --bogus.'],
    [['bogus'], 'There is no command bogus.'],
    [['license'], 'A command is missing.'],
    [[], 'A command is missing.'],
    [['license', 'status', 'now'], 'There are too many arguments.'],
    [['lu', '--request', '--out'], 'The option --out <FILE> needs a value.'],
    [['lu'], 'easel lu takes one of these'],
    [['lu', '--inspect'], 'easel lu takes one of these'],
    [['lu', 'a.lic', '--what-if'], 'easel lu takes one of these'],
    [['lu', 'a.lic', '--qr'], '--qr and --out go with --request alone.'],
    [['lu', '--request', '--yes'], '--yes goes with FILE alone.'],
    [['license', 'status', '--lang', 'de'], '--lang takes en or zh.'],
    [['license', 'status', '--url', 'localhost:8081'], '--url (or EASEL_ADMIN_URL) takes'],
    [['license', 'status', '--url', 'http://a:b@localhost'], '--url (or EASEL_ADMIN_URL) takes'],
    [['license', 'status', '--cacert', 'none.pem'], 'There is no file none.pem.'],
  ])('%j ends with 2 and says what is wrong', async (args, words) => {
    using operator = new Operator({ url: 'http://127.0.0.1:1' });
    const { stdout, stderr, status } = await operator.easel(args);
    expect(stderr).toContain(words);
    expect(stdout).toBe('');
    expect(status).toBe(2);
  });

  it('is told to machines on standard output', async () => {
    using operator = new Operator({ url: '' });
    const { stdout, stderr, status } = await operator.easel(['lu', '--bogus', '--json']);
    expect(JSON.parse(stdout)).toMatchObject({
      exit_code: 2,
      words: { zh: expect.stringContaining('没有选项 --bogus') },
    });
    expect(stderr).toBe('');
    expect(status).toBe(2);
  });
});

describe('an Easel that is out of reach', () => {
  it('ends with 5, and the address and how to start it are named, in both languages', async () => {
    const door = await nobody();
    using operator = new Operator(door);
    const english = await operator.easel(['license', 'status']);
    expect(english.stderr).toContain(`Nothing answers at ${door.url}. Start Easel (npm start`);
    expect(english.status).toBe(5);
    const chinese = await operator.easel(['license', 'status', '--lang', 'zh']);
    expect(chinese.stderr).toContain(`${door.url} 没有应答。请启动 Easel(npm start`);
    const machines = await operator.easel(['license', 'status', '--json']);
    expect(JSON.parse(machines.stdout)).toMatchObject({ exit_code: 5 });
  });

  it.each([
    ['a page', '<html>hello</html>'],
    ['other JSON', { hello: 'world' }],
  ])('is not mistaken for what answers with %s', async (_what, body) => {
    await using door = await FakeDoor.open({ 'GET license': { body } });
    using operator = new Operator(door);
    const { stderr, status } = await operator.easel(['license', 'status']);
    expect(stderr).toContain(`What answers at ${door.url} is not the door of Easel`);
    expect(status).toBe(5);
  });

  it.each([
    ['license', 'status'],
    ['login', '--password-stdin'],
  ])('is told from its other door: %s', async (...args) => {
    const none = (route: string) => ({ status: 404, body: problem(404, `Cannot ${route}`) });
    await using door = await FakeDoor.open({
      'GET license': none('GET /admin/v1/license'),
      'POST login': none('POST /admin/v1/login'),
    });
    using operator = new Operator(door);
    const { stderr, status } = await operator.easel(args, { stdin: 'a password\n' });
    expect(stderr).toContain(`What answers at ${door.url} is not the door of Easel`);
    expect(status).toBe(5);
  });

  it('in part: licensing that is down ends with 5, with the seconds to wait', async () => {
    const answer = {
      status: 503,
      headers: { 'retry-after': '2' },
      body: problem(503, 'licensing is out of reach'),
    };
    await using door = await FakeDoor.open({ 'GET license': answer });
    using operator = new Operator(door);
    const { stderr, status } = await operator.easel(['license', 'status']);
    expect(stderr).toBe(
      'Easel cannot answer this now: licensing is out of reach. Try again in 2 s.\n',
    );
    expect(status).toBe(5);
  });
});

describe('a door with a certificate', () => {
  const tls = selfSigned();

  it('is not trusted unasked, and the way to trust it is named', async () => {
    await using door = await FakeDoor.open({ 'GET license': { body: status } }, tls);
    using operator = new Operator(door);
    const { stderr, status: exit } = await operator.easel(['license', 'status']);
    expect(stderr).toContain('--cacert FILE');
    expect(exit).toBe(5);
    expect(door.asked).toEqual([]);
  });

  it('is trusted with --cacert', async () => {
    await using door = await FakeDoor.open({ 'GET license': { body: status } }, tls);
    using operator = new Operator(door);
    writeFileSync(join(operator.folder, 'ours.pem'), `our own\n${tls.cert}`);
    const args = ['license', 'status', '--cacert', 'ours.pem'];
    expect((await operator.easel(args)).status).toBe(0);
  });
});

describe('what is written', () => {
  it('is coloured on a terminal, but not with NO_COLOR and not in a file', async () => {
    await using door = await reading();
    using operator = new Operator(door);
    const args = ['license', 'status'];
    const green = '\u001b[32min force';
    expect((await operator.atTerminal(args)).coloured).toContain(green);
    expect((await operator.atTerminal(args, [], { NO_COLOR: '1' })).coloured).not.toContain(green);
    expect((await operator.easel(args)).stdout).not.toContain('\u001b');
  });

  it('may be read in part: no stack trace when the reader has gone', async () => {
    const many = Array.from({ length: 5000 }, () => history.previous).flat();
    await using door = await FakeDoor.open({
      'GET license/history': { body: { ...history, previous: many } },
    });
    using operator = new Operator(door);
    const child = operator.start(['license', 'history']);
    const said: Buffer[] = [];
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk));
    child.stdout.once('data', () => child.stdout.destroy());
    const [code] = (await once(child, 'close')) as [number];
    expect(Buffer.concat(said).toString()).toBe('');
    expect(code).toBe(0);
  });
});
