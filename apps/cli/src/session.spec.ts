import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { problem, status } from './testing/answers.js';
import { FakeDoor, PASSWORD, TOKEN, type Answer, type Asked } from './testing/fake-door.js';
import { Operator } from './testing/operator.js';

const session = { token: TOKEN, expires: '2126-12-12T13:00:00Z' };
const unauthorized = { status: 401, body: problem(401, 'there is no session') };

const bodyOf = ({ body }: Asked) => JSON.parse(body.toString()) as Record<string, string>;

/** A door that knows one password and one session. */
const routes: Record<string, Answer | ((asked: Asked) => Answer)> = {
  'POST login': (asked) => (bodyOf(asked).password === PASSWORD ? { body: session } : unauthorized),
  'GET license': ({ authorization }) =>
    authorization === `Bearer ${TOKEN}` ? { body: status } : unauthorized,
  'PUT password': ({ authorization }) =>
    authorization === `Bearer ${TOKEN}` ? { body: session } : unauthorized,
  'POST first-password': (asked) =>
    bodyOf(asked).secret === 'one-use' ? { body: session } : unauthorized,
};

const loggedOut = { EASEL_ADMIN_TOKEN: '' };
const stateOf = (operator: Operator) => join(operator.folder, '.local/state/easel');
const kept = (operator: Operator) => {
  try {
    return readdirSync(stateOf(operator));
  } catch {
    return [];
  }
};

/** A session that the door no longer takes, kept as an earlier login kept it. */
async function logInOnce(operator: Operator) {
  await operator.easel(['login', '--password-stdin'], { stdin: `${PASSWORD}\n` });
  const [file = ''] = kept(operator);
  return join(stateOf(operator), file);
}

describe('a session', () => {
  it('is kept for the next command, where nobody else can read it, and never printed', async () => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    const login = await operator.easel(['login', '--password-stdin'], { stdin: `${PASSWORD}\n` });
    expect(login.stdout).toMatch(/^Logged in to http.+ until 2126-12-12 21:00 \+08:00/);
    expect(login.stdout + login.stderr).not.toMatch(new RegExp(`${TOKEN}|${PASSWORD}`));
    const [file = '', ...more] = kept(operator);
    expect(more).toEqual([]);
    expect(statSync(join(stateOf(operator), file)).mode & 0o777).toBe(0o600);
    expect(statSync(stateOf(operator)).mode & 0o777).toBe(0o700);
    expect((await operator.easel(['license', 'status'])).status).toBe(0);
  });

  it('is kept under XDG_STATE_HOME where that is set', async () => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    const env = { XDG_STATE_HOME: join(operator.folder, 'state') };
    await operator.easel(['login', '--password-stdin'], { env, stdin: PASSWORD });
    expect(readdirSync(join(operator.folder, 'state/easel'))).toHaveLength(1);
    expect(kept(operator)).toEqual([]);
  });

  it('is for the door that gave it alone', async () => {
    await using door = await FakeDoor.open(routes);
    await using other = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    await logInOnce(operator);
    const elsewhere = await operator.easel(['license', 'status', '--url', other.url]);
    expect(elsewhere.status).toBe(4);
    expect(other.asked).toEqual([]);
  });

  it('is the one of EASEL_ADMIN_TOKEN where that is set', async () => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    await logInOnce(operator);
    const env = { EASEL_ADMIN_TOKEN: 'another' };
    const { stderr, status } = await operator.easel(['license', 'status'], { env });
    expect(stderr).toMatch(/^The session in EASEL_ADMIN_TOKEN is refused/);
    expect(status).toBe(4);
  });

  it('that has ended is forgotten, and without a terminal the command says what to do', async () => {
    await using door = await FakeDoor.open({ ...routes, 'GET license': unauthorized });
    using operator = new Operator(door, loggedOut);
    await logInOnce(operator);
    const { stderr, status } = await operator.easel(['license', 'status']);
    expect(stderr).toBe('Not logged in, or the session has ended. Run: easel login\n');
    expect(status).toBe(4);
    expect(kept(operator)).toEqual([]);
  });

  it('that has ended is renewed on a terminal, and the command goes on', async () => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    const file = await logInOnce(operator);
    writeFileSync(file, readFileSync(file, 'utf8').replace(TOKEN, 'an.ended.session'));
    const { stdout, status } = await operator.atTerminal(
      ['license', 'status'],
      [['Password of the admin:', `${PASSWORD}\r`]],
    );
    expect(status).toBe(0);
    expect(stdout).toContain('harbour-11');
    expect(stdout).not.toContain(PASSWORD);
    expect(door.routes.slice(1)).toEqual(['GET license', 'POST login', 'GET license']);
  });

  it('whose file is damaged is none', async () => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    writeFileSync(await logInOnce(operator), '{"token": "half');
    expect((await operator.easel(['license', 'status'])).status).toBe(4);
    await logInOnce(operator);
    expect((await operator.easel(['license', 'status'])).status).toBe(0);
  });

  it('is gone after logging out', async () => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    await logInOnce(operator);
    expect((await operator.easel(['logout'])).stdout).toMatch(/^The session for .+ is forgotten/);
    expect(kept(operator)).toEqual([]);
    expect((await operator.easel(['logout'])).stdout).toMatch(/^There was no session/);
  });
});

describe('easel login', () => {
  it('says that a password is wrong, in both languages, and keeps nothing', async () => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    const wrong = { stdin: 'wrong\n' };
    const english = await operator.easel(['login', '--password-stdin'], wrong);
    expect(english.stderr).toMatch(/^Wrong password\./);
    expect(english.status).toBe(4);
    const chinese = await operator.easel(['login', '--password-stdin', '--lang', 'zh'], wrong);
    expect(chinese.stderr).toMatch(/^密码错误。/);
    expect(kept(operator)).toEqual([]);
  });

  it('says in both languages how the first password is set, and lets go of a session of one deleted', async () => {
    let set = true;
    const none = { status: 409, body: problem(409, 'no password is set') };
    await using door = await FakeDoor.open({
      'POST login': () => (set ? { body: session } : none),
    });
    using operator = new Operator(door, loggedOut);
    await logInOnce(operator);
    set = false;
    const typed = { stdin: `${PASSWORD}\n` };
    const english = await operator.easel(['login', '--password-stdin'], typed);
    expect(english.stderr).toMatch(
      /^No password is set, .+ easel admin passwd --secret-file FILE\n$/,
    );
    expect(english.status).toBe(4);
    expect(kept(operator)).toEqual([]);
    const chinese = await operator.easel(['login', '--password-stdin', '--lang', 'zh'], typed);
    expect(chinese.stderr).toMatch(/^尚未设置密码.+easel admin passwd --secret-file FILE\n$/);
  });

  it('says how long to wait after too many', async () => {
    await using door = await FakeDoor.open({
      'POST login': {
        status: 429,
        headers: { 'retry-after': '16' },
        body: problem(429, 'too many'),
      },
    });
    using operator = new Operator(door, loggedOut);
    const { stderr, status } = await operator.easel(['login', '--password-stdin'], { stdin: 'x' });
    expect(stderr).toBe('Too many wrong passwords. Try again in 16 s.\n');
    expect(status).toBe(4);
  });

  it('tells machines until when, and no token', async () => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    const login = ['login', '--password-stdin', '--json'];
    const { stdout } = await operator.easel(login, { stdin: PASSWORD });
    expect(JSON.parse(stdout)).toEqual({ url: door.url, expires: session.expires });
  });

  it.each([
    ['nothing', ''],
    ['an empty line', '\n'],
    ['two lines', 'two\nlines\n'],
    ['a line of 5,000 characters', 'x'.repeat(5000)],
  ])('takes one line of standard input, not %s', async (_what, stdin) => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    const { status } = await operator.easel(['login', '--password-stdin'], { stdin });
    expect([1, 2]).toContain(status);
    expect(door.asked).toEqual([]);
  });

  it('ends with 130 on Ctrl-C at the question, and leaves no session file, whole or half', async () => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    const { status } = await operator.atTerminal(['login'], [['Password of the admin:', '\u0003']]);
    expect(status).toBe(130);
    expect(kept(operator)).toEqual([]);
  });

  it('ends with 130 on Ctrl-C while the door answers, and leaves none either', async () => {
    await using door = await FakeDoor.open({
      ...routes,
      'POST login': async () => {
        child.kill('SIGINT');
        await ended; // or the answer may be faster than the signal
        return { body: session };
      },
    });
    using operator = new Operator(door, loggedOut);
    const child = operator.start(['login', '--password-stdin']);
    const ended = once(child, 'close');
    child.stdin.end(PASSWORD);
    expect(await ended).toEqual([130, null]);
    expect(kept(operator)).toEqual([]);
  });

  it('says that the session cannot be kept where its folder cannot be written', async () => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    const state = join(operator.folder, 'state');
    writeFileSync(state, 'a file, where a folder should be');
    const { stderr, status } = await operator.easel(['login', '--password-stdin'], {
      env: { XDG_STATE_HOME: state },
      stdin: PASSWORD,
    });
    expect(stderr).toBe('The session could not be kept (ENOTDIR): the next command asks again.\n');
    expect(status).toBe(1);
  });

  it('needs a terminal or --password-stdin', async () => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    const { stderr, status } = await operator.easel(['login']);
    expect(stderr).toContain('--password-stdin');
    expect(status).toBe(2);
  });
});

describe('easel admin passwd', () => {
  it('sets the first password with the one-use secret under EASEL_HOME, and logs in', async () => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    mkdirSync(join(operator.folder, 'home/admin'), { recursive: true });
    writeFileSync(join(operator.folder, 'home/admin/first-password'), 'one-use\n');
    const { stdout, status } = await operator.easel(['admin', 'passwd', '--password-stdin'], {
      env: { EASEL_HOME: join(operator.folder, 'home') },
      stdin: 'a new password\n',
    });
    expect(stdout).toBe('The password is set, and you are logged in.\n');
    expect(status).toBe(0);
    expect(door.asked.map(bodyOf)).toEqual([{ secret: 'one-use', password: 'a new password' }]);
    expect((await operator.easel(['license', 'status'])).status).toBe(0);
  });

  it('takes the secret from the file that is named', async () => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    writeFileSync(join(operator.folder, 'secret'), 'another');
    const args = ['admin', 'passwd', '--password-stdin', '--secret-file', 'secret'];
    const { stderr, status } = await operator.easel(args, { stdin: 'a new password\n' });
    expect(stderr).toBe('This is not the one-use secret of this Easel.\n');
    expect(status).toBe(4);
  });

  it('says where the secret is when the file that is named is empty', async () => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    writeFileSync(join(operator.folder, 'secret'), '\n');
    const args = ['admin', 'passwd', '--password-stdin', '--secret-file', 'secret'];
    const { stderr, status } = await operator.easel(args, { stdin: 'a new password\n' });
    expect(stderr).toBe(
      'secret is empty. The one-use secret is in admin/first-password under EASEL_HOME.\n',
    );
    expect(status).toBe(1);
    expect(door.asked).toEqual([]);
  });

  it('says so when there is a password already', async () => {
    await using door = await FakeDoor.open({
      'POST first-password': { status: 409, body: problem(409, 'there is one') },
    });
    using operator = new Operator(door, loggedOut);
    writeFileSync(join(operator.folder, 'secret'), 'one-use');
    const args = ['admin', 'passwd', '--password-stdin', '--secret-file', 'secret'];
    const { stderr, status } = await operator.easel(args, { stdin: 'a new password\n' });
    expect(stderr).toMatch(/^A password has been set already\./);
    expect(status).toBe(1);
  });

  it('changes the password of whoever is logged in, once the present one is right', async () => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    await logInOnce(operator);
    const args = ['admin', 'passwd', '--password-stdin'];
    const wrong = await operator.easel(args, { stdin: 'wrong\na new password\n' });
    expect(wrong.status).toBe(4);
    const right = await operator.easel(args, { stdin: `${PASSWORD}\na new password\n` });
    expect(right.stdout).toMatch(/^The password is changed\./);
    expect(door.routes).toEqual(['POST login', 'POST login', 'POST login', 'PUT password']);
    expect(bodyOf(door.asked.at(-1)!)).toEqual({ current: PASSWORD, password: 'a new password' });
  });

  it('asks for secret and password on a terminal, shows neither, and refuses two that differ', async () => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    const typed = (again: string): [string, string][] => [
      ['One-use secret', 'one-use\r'],
      ['New password:', 'a new password\r'],
      ['once more:', `${again}\r`],
    ];
    const differing = await operator.atTerminal(['admin', 'passwd'], typed('another password'));
    expect(differing.stdout).toContain('The two are not the same.');
    expect(differing.status).toBe(1);
    const same = await operator.atTerminal(['admin', 'passwd'], typed('a new password'));
    expect(same.stdout).toContain('The password is set');
    expect(same.stdout).not.toContain('a new password');
    expect(door.asked.map(bodyOf)).toEqual([{ secret: 'one-use', password: 'a new password' }]);
  });

  it('says where the secret comes from when there is none', async () => {
    await using door = await FakeDoor.open(routes);
    using operator = new Operator(door, loggedOut);
    const { stderr, status } = await operator.easel(['admin', 'passwd', '--password-stdin']);
    expect(stderr).toContain('--secret-file');
    expect(status).toBe(2);
  });
});
