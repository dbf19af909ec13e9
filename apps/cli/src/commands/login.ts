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
  // What was in the way has been said; a login that is not kept is none.
  if (!door.known) return exits.refused;
  noteToken(terminal);
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
  noteToken(terminal);
  return exits.done;
}

function noteToken(terminal: Terminal): void {
  if (process.env.EASEL_ADMIN_TOKEN) terminal.note(messages.tokenFirst);
}
