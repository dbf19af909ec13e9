import { join } from 'node:path';
import { atomicWrite } from '@easel/platform';
import { carryOut } from '../commands/change.js';
import { askRequest } from '../commands/request.js';
import { messages } from '../messages.js';
import type { Ground } from './ground.js';
import { Live } from './live.js';
import type { Stack } from './stack.js';

/** The licence that came along; where none is in force, what the vendor needs to make one. */
export async function license(
  ground: Ground,
  stack: Stack,
  given: Buffer | undefined,
): Promise<void> {
  const { terminal, work } = ground;
  const { door } = new Live(ground, stack);
  if (given) {
    await carryOut(
      terminal,
      (mayDrop) => door.ask((client) => client.install(given, mayDrop)),
      false,
    );
  }
  const { state } = await door.ask((client) => client.license());
  if (state === 'in_force') return;
  const out = join(work.path, 'easel-request.json');
  atomicWrite(out, `${JSON.stringify(await askRequest(door), null, 2)}\n`);
  terminal.note(messages.noLicenseYet(out));
}
