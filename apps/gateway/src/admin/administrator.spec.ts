import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { post } from '../testing/raw-http.js';
import {
  adminFile,
  firstSecret,
  Operator,
  PASSWORD,
  problemOf,
  sessionOf,
} from '../testing/operator.js';
import { Site } from '../testing/site.js';

const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('the first password', () => {
  let site: Site;
  let operator: Operator;
  beforeEach(async () => {
    site = await Site.start();
    operator = new Operator(site);
  });
  afterEach(() => site[Symbol.asyncDispose]());

  it('is set with a secret whose place the log tells, and never the secret', async () => {
    const secret = firstSecret(site);
    expect(secret).toMatch(/^[\w-]{43}$/);
    const path = adminFile(site, 'first-password');
    expect(await site.line((line) => line.path === path)).toMatchObject({ level: 40 });
    operator.token = sessionOf(await operator.setFirst(PASSWORD)).token;
    expect((await operator.ask('GET /admin/v1/license')).status).toBe(200);
    await site.line(({ msg }) => msg === 'first admin password set');
    for (const word of [secret, PASSWORD, operator.token])
      expect(JSON.stringify(site.lines)).not.toContain(word);
  });

  it('is set once: the secret is gone with it, and another is told so', async () => {
    const secret = firstSecret(site);
    await operator.setFirst(PASSWORD);
    expect(existsSync(adminFile(site, 'first-password'))).toBe(false);
    const again = await operator.ask('POST /admin/v1/first-password', {
      secret,
      password: 'another long password',
    });
    expect(problemOf(again)).toMatchObject({
      status: 409,
      detail: expect.stringMatching(/password is set already/),
    });
    sessionOf(await operator.login(PASSWORD));
  });

  it('is set by one of two that try at once', async () => {
    const answers = await Promise.all([
      operator.setFirst(PASSWORD),
      operator.setFirst('another long password'),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 409]);
    sessionOf(await operator.login(PASSWORD));
  });

  it('is not set with another secret', async () => {
    const wrong = { secret: 'A'.repeat(43), password: PASSWORD };
    const answer = await operator.ask('POST /admin/v1/first-password', wrong);
    expect(problemOf(answer)).toMatchObject({
      status: 401,
      detail: expect.stringMatching(/admin\/first-password/),
    });
    sessionOf(await operator.setFirst(PASSWORD));
  });

  it('needs ten characters, and a short one does not use up the secret', async () => {
    expect(problemOf(await operator.setFirst('九个字的密码不够长'))).toMatchObject({
      status: 400,
      detail: 'the password has 9 characters, it needs 10',
    });
    sessionOf(await operator.setFirst('十个字的密码刚好够长了'));
  });

  it('is asked for by name when somebody logs in before it is set', async () => {
    const answer = await operator.login(PASSWORD);
    expect(problemOf(answer)).toMatchObject({
      status: 409,
      detail: expect.stringMatching(/admin\/first-password/),
    });
  });

  it('leaves files that nobody else can read', async () => {
    expect(modeOf(adminFile(site, '.'))).toBe(0o700);
    expect(modeOf(adminFile(site, 'first-password'))).toBe(0o600);
    await operator.setFirst(PASSWORD);
    expect(modeOf(adminFile(site, 'password.json'))).toBe(0o600);
    expect(modeOf(adminFile(site, 'session.key'))).toBe(0o600);
    expect(readFileSync(adminFile(site, 'password.json'), 'utf8')).not.toContain(PASSWORD);
  });

  it('outlasts a restart, sessions with it; its secret is the same until it is used', async () => {
    const secret = firstSecret(site);
    await using second = await Site.start({}, { home: site.home });
    expect(firstSecret(second)).toBe(secret);
    const other = await Operator.admitted(second);
    operator.token = other.token;
    expect((await operator.ask('GET /admin/v1/license')).status).toBe(200);
  });
});

describe('a password', () => {
  let site: Site;
  let operator: Operator;
  beforeEach(async () => {
    site = await Site.start();
    operator = await Operator.admitted(site);
  });
  afterEach(() => site[Symbol.asyncDispose]());

  const change = (current: string, password: string) =>
    operator.ask('PUT /admin/v1/password', { current, password });

  it('is changed by who knows it; all sessions before end', async () => {
    const before = operator.token;
    const { token } = sessionOf(await change(PASSWORD, 'another long password'));
    expect((await operator.ask('GET /admin/v1/license')).status).toBe(401);
    operator.token = token;
    expect((await operator.ask('GET /admin/v1/license')).status).toBe(200);
    expect((await operator.login(PASSWORD)).status).toBe(401);
    sessionOf(await operator.login('another long password'));
    expect(token).not.toBe(before);
    await site.line(({ msg }) => msg === 'admin password changed, all sessions ended');
  });

  it('is not changed by a session alone, nor without one', async () => {
    expect(problemOf(await change('not the present one', 'another long password'))).toMatchObject({
      status: 403,
      detail: 'the current password is wrong',
    });
    operator.token = undefined;
    expect((await change(PASSWORD, 'another long password')).status).toBe(401);
    sessionOf(await operator.login(PASSWORD));
  });

  it('is not changed to one of fewer than ten characters', async () => {
    const weak = { current: PASSWORD, password: 'nine char' };
    const answer = problemOf(await operator.ask('PUT /admin/v1/password', weak));
    expect(answer).toMatchObject({ status: 400, detail: expect.stringContaining('it needs 10') });
    sessionOf(await operator.login(PASSWORD));
  });

  it('is the same however a keyboard writes its letters', async () => {
    operator.token = sessionOf(await change(PASSWORD, 'Zürich Zürich')).token;
    sessionOf(await operator.login('Zürich Zürich'.normalize('NFD')));
  });

  it('that was forgotten is deleted, and a new one set with a new secret; old sessions stay out', async () => {
    rmSync(adminFile(site, 'password.json'));
    expect((await operator.ask('GET /admin/v1/license')).status).toBe(401);
    expect((await operator.login(PASSWORD)).status).toBe(409);
    const { token } = sessionOf(await operator.setFirst('another long password'));
    expect((await operator.ask('GET /admin/v1/license')).status).toBe(401);
    operator.token = token;
    expect((await operator.ask('GET /admin/v1/license')).status).toBe(200);
  });

  it.each([
    ['cut short', '{"format":1'],
    ['empty', ''],
    ['of another kind', JSON.stringify({ format: 2 })],
    ['endless', 'x'.repeat(5000)],
  ])('whose file is %s keeps everybody out, and says what to do', async (_how, text) => {
    writeFileSync(adminFile(site, 'password.json'), text);
    const answer = await operator.login(PASSWORD);
    expect(problemOf(answer)).toMatchObject({
      status: 503,
      detail: expect.stringMatching(
        /^admin\/password.json under EASEL_HOME is damaged: delete it to begin anew/,
      ),
    });
    expect((await operator.ask('GET /admin/v1/license')).status).toBe(401);
    await site.line(({ level, msg }) => level === 50 && msg === 'nobody can log in as admin');
    expect((await fetch(`${site.gateway.operators}/healthz`)).status).toBe(200);
  });

  it('is of no use while the key of sessions is damaged, and is again once that is deleted', async () => {
    writeFileSync(adminFile(site, 'session.key'), 'short');
    expect((await operator.ask('GET /admin/v1/license')).status).toBe(401);
    const answer = await operator.login(PASSWORD);
    expect(problemOf(answer)).toMatchObject({
      status: 503,
      detail: expect.stringMatching(/session.key .* delete it/),
    });
    rmSync(adminFile(site, 'session.key'));
    operator.token = sessionOf(await operator.login(PASSWORD)).token;
    expect((await operator.ask('GET /admin/v1/license')).status).toBe(200);
  });

  it('is asked for in JSON that fits, and a mistake in it is never repeated to the log or the sender', async () => {
    for (const [body, detail] of [
      [Buffer.from(''), 'the body is empty, it must be JSON'],
      [Buffer.from('{"password":s3cret}'), 'the body is not JSON in UTF-8'],
      [Buffer.from([0x22, 0xff, 0x22]), 'the body is not JSON in UTF-8'],
      [{ password: 's3cret', user: 'root' }, 'the body does not fit: Unrecognized key: "user"'],
      [{}, expect.stringMatching(/^the body does not fit: password: /)],
    ] as const) {
      const answer = await operator.ask('POST /admin/v1/login', body);
      expect(problemOf(answer)).toMatchObject({ status: 400, detail });
    }
    const long = await operator.ask('POST /admin/v1/login', Buffer.alloc(20_000, ' '));
    expect(problemOf(long)).toMatchObject({
      status: 413,
      detail: expect.stringMatching(/20000 bytes, at most 16384/),
    });
    expect(JSON.stringify(site.lines)).not.toContain('s3cret');
  });
});

describe('a gateway that cannot write its admin folder', () => {
  it('classifies, and tells who would log in why that cannot be', async () => {
    const home = await mkdtemp(join(tmpdir(), 'easel-site-'));
    writeFileSync(join(home, 'admin'), 'in the way');
    await using site = await Site.start({}, { home });
    const operator = new Operator(site);
    expect(problemOf(await operator.login(PASSWORD))).toMatchObject({
      status: 503,
      detail: expect.stringMatching(/^the folder admin under EASEL_HOME cannot be written \(/),
    });
    await site.line(({ level, msg }) => level === 50 && msg === 'nobody can log in as admin');
    expect(JSON.parse((await site.speak(post('{"image":"AAAA"}'))).text)).toHaveProperty('results');
    rmSync(join(home, 'admin'));
    expect((await operator.login(PASSWORD)).status).toBe(409); // the secret is there now
    sessionOf(await operator.setFirst(PASSWORD));
  });

  it('closes one that others could read', async () => {
    const home = await mkdtemp(join(tmpdir(), 'easel-site-'));
    mkdirSync(join(home, 'admin'));
    chmodSync(join(home, 'admin'), 0o755);
    await using site = await Site.start({}, { home });
    expect(modeOf(adminFile(site, '.'))).toBe(0o700);
  });
});
