import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { LONGEST_LICENSE_FILE } from '@easel/license';
import type { LicenseChange } from '@easel/contract';
import { describe, expect, it } from 'vitest';
import { change, next, problem } from './testing/answers.js';
import { FakeDoor, type Answer } from './testing/fake-door.js';
import { Operator } from './testing/operator.js';

const FILE = 'a.licence.token\r\na.keyset.token\r\n';
const chinese = { LANG: 'zh_CN.UTF-8' };

const dropping = change({
  outcome: 'would_drop',
  reason: { en: 'screws is in service', zh: 'screws 正在运行' },
  dropped: ['screws'],
});
const refused = change({
  outcome: 'refused',
  reason: { en: 'the licence was revoked', zh: '授权已被吊销' },
  after: null,
});

/** A door at which a licence that drops `screws` is put in place only when that is wanted. */
const careful: Record<string, Answer> = {
  'PUT license': { status: 409, body: problem(409, 'screws is in service', dropping) },
  'PUT license?may_drop=true': { body: change({ dropped: ['screws'] }) },
};

async function hand(routes: Record<string, Answer>, args: string[], env = {}) {
  await using door = await FakeDoor.open(routes);
  using operator = new Operator(door);
  writeFileSync(join(operator.folder, 'new.lic'), FILE);
  return { ...(await operator.easel(args, { env })), asked: door.asked };
}

/** How far off a date is depends on today, and how wide the column with it. */
const anyDay = (text: string) =>
  text.replaceAll(/ \([^)]*(?:ago|in |[前后])[^)]*\)/g, '').replaceAll(/ {2,}/g, '  ');

const answering = (made: Partial<LicenseChange>) => ({ 'PUT license': { body: change(made) } });

describe('easel lu FILE', () => {
  it('hands the file in as it is, shows before and after, and says what happened', async () => {
    const { stdout, status, asked } = await hand(answering({}), ['lu', 'new.lic']);
    expect(asked[0]?.body.toString()).toBe(FILE);
    expect(anyDay(stdout)).toMatchInlineSnapshot(`
      "  Before  After
      Number  11 (harbour-11)  12 (harbour-12)
      Customer  海港光学 Harbour Optics  海港光学 Harbour Optics
      Kind  term, for machines  permanent, for machines
      Deployments  defects, screws  defects
      Machines  2  2
      Begins  2026-01-02 08:00 +08:00  2026-01-02 08:00 +08:00
      Expires  2026-12-25 00:00 +08:00  never

      Installed: harbour-12 is in force
      "
    `);
    expect(status).toBe(0);
  });

  it('does so in Chinese', async () => {
    const { stdout } = await hand(answering({}), ['lu', 'new.lic'], chinese);
    expect(anyDay(stdout)).toMatchInlineSnapshot(`
      "  变更前  变更后
      编号  11 (harbour-11)  12 (harbour-12)
      客户  海港光学 Harbour Optics  海港光学 Harbour Optics
      类型  限期、绑定机器  永久、绑定机器
      服务  defects、screws  defects
      机器数  2  2
      生效  2026-01-02 08:00 +08:00  2026-01-02 08:00 +08:00
      到期  2026-12-25 00:00 +08:00  永不

      已安装:harbour-12 已生效
      "
    `);
  });

  it.each([
    ['kept', { outcome: 'kept' }, /^Kept what is in place: /m],
    ['unchanged', { outcome: 'unchanged' }, /^Nothing to change: /m],
    [
      'queued',
      { outcome: 'queued', after: { ...next, begins: '2126-12-20T00:00:00Z' } },
      /^It will count from 2126-12-20 08:00 \+08:00 \(in [\d,]+ days\)\.$/m,
    ],
    [
      'with a newer keyset',
      { keyset: { version: 4, taken: true } },
      /^The keyset that came with it \(version 4\) is in force\.$/m,
    ],
  ] as const)('ends with 0 and says so when it was %s', async (_what, made, words) => {
    const { stdout, status } = await hand(answering(made), ['lu', 'new.lic']);
    expect(stdout).toMatch(words);
    expect(status).toBe(0);
  });

  it('ends with 1 and the reason when it is refused', async () => {
    const answer = { status: 422, body: problem(422, 'the licence was revoked', refused) };
    const { stdout, status } = await hand({ 'PUT license': answer }, ['lu', 'new.lic']);
    expect(stdout).toBe('Refused: the licence was revoked\n');
    expect(status).toBe(1);
  });

  it('does nothing without --yes where a deployment in service would lose its licence', async () => {
    const { stdout, status, asked } = await hand(careful, ['lu', 'new.lic']);
    expect(stdout).toContain('In service, and without a licence from then on: screws.\n');
    expect(stdout).toContain('add --yes');
    expect(asked.map(({ route }) => route)).toEqual(['PUT license']);
    expect(status).toBe(3);
  });

  it('does it with --yes', async () => {
    const { stdout, status } = await hand(careful, ['lu', 'new.lic', '--yes']);
    expect(stdout).toMatch(/^Installed: /m);
    expect(status).toBe(0);
  });

  it.each([
    ['y\r', 0, 'Installed: '],
    ['\r', 3, 'Nothing was done.'],
  ])('asks on a terminal, and takes %j for what it is', async (answer, exit, words) => {
    await using door = await FakeDoor.open(careful);
    using operator = new Operator(door);
    writeFileSync(join(operator.folder, 'new.lic'), FILE);
    const { stdout, status } = await operator.atTerminal(['lu', 'new.lic'], [['[y/N]', answer]]);
    expect(stdout).toContain(words);
    expect(status).toBe(exit);
  });

  it('ends with 130 on Ctrl-C at that question, and nothing is done', async () => {
    await using door = await FakeDoor.open(careful);
    using operator = new Operator(door);
    writeFileSync(join(operator.folder, 'new.lic'), FILE);
    const { status } = await operator.atTerminal(['lu', 'new.lic'], [['[y/N]', '\u0003']]);
    expect(status).toBe(130);
    expect(door.routes).toEqual(['PUT license']);
  });

  it.each([
    ['would_drop', 409, dropping, 3],
    ['refused', 422, refused, 1],
  ] as const)('gives machines the problem as it came: %s', async (_what, code, result, exit) => {
    const body = problem(code, 'in a sentence', result);
    const answer = { 'PUT license': { status: code, body } };
    const { stdout, status } = await hand(answer, ['lu', 'new.lic', '--json']);
    expect(JSON.parse(stdout)).toEqual(body);
    expect(status).toBe(exit);
  });

  it('gives machines the change as it came', async () => {
    const { stdout } = await hand(answering({}), ['lu', 'new.lic', '--json']);
    expect(JSON.parse(stdout)).toEqual(change({}));
  });
});

describe('easel lu --inspect FILE', () => {
  const rehearsed = (made: Partial<LicenseChange>) => ({
    'POST license/inspect': { body: change({ dry_run: true, ...made }) },
  });

  it.each([
    [{}, 'Would be installed: ', 0],
    [{ outcome: 'kept' }, 'What is in place would be kept: ', 0],
    [{ outcome: 'would_drop', dropped: ['screws'] }, 'Would need --yes: ', 3],
    [{ outcome: 'refused', after: null }, 'Would be refused: ', 1],
  ] as const)('says what would happen, and ends as it would: %o', async (made, words, exit) => {
    const { stdout, status, asked } = await hand(rehearsed(made as Partial<LicenseChange>), [
      'lu',
      '--inspect',
      'new.lic',
    ]);
    expect(stdout).toContain(words);
    expect(status).toBe(exit);
    expect(asked.map(({ route }) => route)).toEqual(['POST license/inspect']);
  });
});

describe('easel license restore', () => {
  it('puts back the licence before, or the one that is named', async () => {
    await using door = await FakeDoor.open({ 'POST license/restore': { body: change({}) } });
    using operator = new Operator(door);
    expect((await operator.easel(['license', 'restore'])).status).toBe(0);
    expect((await operator.easel(['license', 'restore', 'harbour-9', '--yes'])).status).toBe(0);
    expect(door.asked.map(({ body }): unknown => JSON.parse(body.toString()))).toEqual([
      { may_drop: false },
      { jti: 'harbour-9', may_drop: true },
    ]);
  });

  it('says what the door says when there is none', async () => {
    const answer = { status: 404, body: problem(404, 'there is no earlier licence') };
    const { stderr, status } = await hand({ 'POST license/restore': answer }, [
      'license',
      'restore',
    ]);
    expect(stderr).toBe('Easel says: there is no earlier licence\n');
    expect(status).toBe(1);
  });
});

describe('what is handed in as FILE', () => {
  it('may come by standard input', async () => {
    await using door = await FakeDoor.open(answering({}));
    using operator = new Operator(door);
    expect((await operator.easel(['lu', '-'], { stdin: FILE })).status).toBe(0);
    expect(door.asked[0]?.body.toString()).toBe(FILE);
  });

  it('may be a link', async () => {
    await using door = await FakeDoor.open(answering({}));
    using operator = new Operator(door);
    writeFileSync(join(operator.folder, 'new.lic'), FILE);
    symlinkSync('new.lic', join(operator.folder, 'link.lic'));
    expect((await operator.easel(['lu', 'link.lic'])).status).toBe(0);
  });

  it('is found where the operator stands when npm runs the command', async () => {
    await using door = await FakeDoor.open(answering({}));
    using operator = new Operator(door);
    mkdirSync(join(operator.folder, 'here'));
    writeFileSync(join(operator.folder, 'here', 'new.lic'), FILE);
    const env = { npm_lifecycle_event: 'easel', INIT_CWD: join(operator.folder, 'here') };
    expect((await operator.easel(['lu', 'new.lic'], { env })).status).toBe(0);
  });

  it.each([
    ['nothing', 'none.lic', 'There is no file none.lic.'],
    ['a folder', 'folder', 'folder cannot be read as a file (not a regular file)'],
    ['a FIFO', 'fifo', 'fifo cannot be read as a file (not a regular file)'],
    ['a file too long', 'long.lic', `long.lic is longer than ${LONGEST_LICENSE_FILE} bytes`],
  ])('is refused when it is %s, and nothing is asked', async (_what, file, words) => {
    await using door = await FakeDoor.open(answering({}));
    using operator = new Operator(door);
    mkdirSync(join(operator.folder, 'folder'));
    execFileSync('sh', ['-c', 'mkfifo "$0"', join(operator.folder, 'fifo')]);
    writeFileSync(join(operator.folder, 'long.lic'), Buffer.alloc(LONGEST_LICENSE_FILE + 1));
    const { stderr, status } = await operator.easel(['lu', file]);
    expect(stderr).toContain(words);
    expect(status).toBe(1);
    expect(door.asked).toEqual([]);
  });

  it('is not read whole when 50 MB come by standard input', async () => {
    await using door = await FakeDoor.open(answering({}));
    using operator = new Operator(door);
    const child = operator.start(['lu', '-']);
    let sent = 0;
    const chunk = Buffer.alloc(64 * 1024);
    const send = () => {
      while (sent < 50 * 2 ** 20 && child.stdin.write(chunk)) sent += chunk.length;
    };
    child.stdin.on('drain', send).on('error', () => undefined);
    send();
    const status = await new Promise((resolve) => child.on('close', resolve));
    expect(status).toBe(1);
    expect(sent).toBeLessThan(5 * 2 ** 20);
    expect(door.asked).toEqual([]);
  });
});
