import { join } from 'node:path';
import { atomicWrite } from '@easel/platform';
import { carryOut } from '../commands/change.js';
import { isUncovered } from '../commands/license-state.js';
import { askRequest } from '../commands/request.js';
import { exits, type Exit } from '../exits.js';
import { messages } from '../messages.js';
import type { Ground } from './ground.js';
import { Live } from './live.js';
import type { Stack } from './stack.js';

/**
 * Has the licence that came along installed; where none is in force for this deployment then, writes what the vendor
 * needs to make one.
 * @returns how `easel lu` would end.
 */
export async function license(
  ground: Ground,
  stack: Stack,
  given: Buffer | undefined,
): Promise<Exit> {
  const { terminal, work } = ground;
  const { door } = new Live(ground, stack);
  const change = (bytes: Buffer) => (mayDrop: boolean) =>
    door.ask((client) => client.install(bytes, mayDrop));
  const exit = given ? await carryOut(terminal, change(given), false) : exits.done;
  const status = await door.ask((client) => client.license());
  if (status.state !== 'refused' && !isUncovered(status, stack.name)) return exit;
  const out = join(work.path, 'easel-request.json');
  atomicWrite(out, `${JSON.stringify(await askRequest(door), null, 2)}\n`);
  terminal.note(messages.noLicenseYet(out));
  return exit;
}
