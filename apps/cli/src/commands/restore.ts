import type { Door } from '../door.js';
import type { Exit } from '../exits.js';
import type { Terminal } from '../terminal.js';
import { carryOut } from './change.js';

/** `easel license restore`: an earlier licence, by its name or the one before. */
export function restore(
  desk: { door: Door; terminal: Terminal },
  jti: string | undefined,
  yes: boolean,
): Promise<Exit> {
  const change = (mayDrop: boolean) =>
    desk.door.ask((client) => client.restore({ jti, may_drop: mayDrop }));
  return carryOut(desk.terminal, change, yes);
}
