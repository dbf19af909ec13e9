import { join } from 'node:path';
import type { Session } from '@easel/contract';
import { boundedRead } from '@easel/platform';
import type { Door } from '../door.js';
import { exits, type Exit } from '../exits.js';
import { Failure } from '../failure.js';
import { path } from '../input.js';
import { messages } from '../messages.js';
import { checked, typedLines } from '../passwords.js';
import type { Terminal } from '../terminal.js';

/** Bytes: what the API takes. */
const LONGEST_SECRET = 1024;

export interface PasswdOptions {
  secretFile?: string;
  passwordStdin?: boolean;
}

interface Desk {
  door: Door;
  terminal: Terminal;
}

/** `easel admin passwd`: the first password for the one-use secret; once there is one, another for it. */
export async function passwd(desk: Desk, options: PasswdOptions): Promise<Exit> {
  const { door, terminal } = desk;
  const fromInput = options.passwordStdin ?? false;
  if (!fromInput && !terminal.attended) throw new Failure(exits.usage, messages.unattended);
  const secret = await findSecret(desk, options);
  const session =
    secret === undefined ? await change(desk, fromInput) : await setFirst(desk, secret, fromInput);
  terminal.show({ url: door.url, expires: session.expires }, () =>
    terminal.say(secret === undefined ? messages.passwordChanged : messages.passwordSet),
  );
  return exits.done;
}

/** Undefined where a password has been set already. */
async function findSecret(
  { door, terminal }: Desk,
  { secretFile, passwordStdin = false }: PasswdOptions,
): Promise<string | undefined> {
  if (secretFile !== undefined) {
    const secret = readSecret(secretFile);
    if (secret === undefined) throw new Failure(exits.refused, messages.noFile(secretFile));
    return secret;
  }
  if (door.known) return undefined;
  const home = process.env.EASEL_HOME ?? '';
  // Easel removes the file with the first password.
  if (home !== '') return readSecret(join(home, 'admin', 'first-password'));
  if (passwordStdin) throw new Failure(exits.usage, messages.secretWanted);
  const typed = await terminal.secret(messages.secret);
  return typed === '' ? undefined : typed;
}

function readSecret(file: string): string | undefined {
  const read = boundedRead(path(file), LONGEST_SECRET);
  if (read.state === 'missing') return undefined;
  if (read.state === 'too-long')
    throw new Failure(exits.refused, messages.tooLong(file, LONGEST_SECRET));
  if (read.state === 'unreadable')
    throw new Failure(exits.refused, messages.unreadable(file, read.why));
  const secret = read.bytes.toString('utf8').trim();
  if (secret === '') throw new Failure(exits.refused, messages.emptySecret(file));
  return secret;
}

async function setFirst(desk: Desk, secret: string, fromInput: boolean): Promise<Session> {
  const [password = ''] = fromInput ? await typedLines(1) : [await chosen(desk.terminal)];
  return desk.door.setFirstPassword(secret, password);
}

async function change({ door, terminal }: Desk, fromInput: boolean): Promise<Session> {
  const [current = '', password = ''] = fromInput
    ? await typedLines(2)
    : [await terminal.secret(messages.presentPassword), await chosen(terminal)];
  return door.changePassword(current, password);
}

/** Typed twice, because nobody sees what he types. */
async function chosen(terminal: Terminal): Promise<string> {
  const password = checked(await terminal.secret(messages.newPassword));
  if (password !== (await terminal.secret(messages.newPasswordAgain)))
    throw new Failure(exits.refused, messages.passwordsDiffer);
  return password;
}
