import type { Door } from '../door.js';
import { exits, type Exit } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import { typedLines } from '../passwords.js';
import type { Terminal } from '../terminal.js';
import { moment } from '../times.js';

/** `easel login`. The token is a secret: not even `--json` shows it. */
export async function login(door: Door, terminal: Terminal, fromInput: boolean): Promise<Exit> {
  if (!fromInput && !terminal.attended) throw new Failure(exits.usage, messages.unattended);
  const [password = ''] = fromInput
    ? await typedLines(1)
    : [await terminal.secret(messages.password)];
  const { expires } = await door.logIn(password);
  terminal.show({ url: door.url, expires }, () =>
    terminal.say(messages.loggedIn(door.url, moment(expires, terminal.language))),
  );
  return exits.done;
}

/** `easel logout` */
export function logout(door: Door, terminal: Terminal): Exit {
  const known = door.logOut();
  terminal.show({ url: door.url, forgotten: known }, () =>
    terminal.say(known ? messages.loggedOut(door.url) : messages.notThere(door.url)),
  );
  if (process.env.EASEL_ADMIN_TOKEN) terminal.note(messages.tokenStays);
  return exits.done;
}
