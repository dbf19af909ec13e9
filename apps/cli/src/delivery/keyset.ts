import { atomicWrite } from '@easel/platform';
import type { BroughtKeyset } from '@easel/package';
import type { Door } from '../door.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import type { Ground } from './ground.js';

/**
 * The vendor's newer keys count from now on: for packages, and for licences too, since a key that he has revoked must not
 * go on counting until he sends another licence. What was installed stays installed, whatever licensing says.
 */
export async function takeKeyset(ground: Ground, door: Door, keyset: BroughtKeyset): Promise<void> {
  const { work, terminal } = ground;
  const { offer, token, version } = keyset;
  if (offer === 'newer') atomicWrite(work.host.keysetFile, `${token}\n`);
  try {
    const before = await door.ask((client) => client.license());
    if (before.keyset && before.keyset.version >= version) return;
    await door.ask((client) => client.install(Buffer.from(`${token}\n`), false));
    const { state, reason } = await door.ask((client) => client.license());
    terminal.note(messages.keysetHandedOver(version));
    if (state === 'refused' && before.state !== 'refused' && reason)
      terminal.note(messages.revokedBy(reason));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    terminal.note(messages.keysetNotHandedOver(version, work.host.keysetFile, error.words));
  }
}
