import { existsSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { syncFolder } from '@easel/platform';
import { messages } from '../../messages.js';
import type { Ground } from '../ground.js';
import type { HostStack } from '../host-stack.js';
import { joinLicensing } from './join-licensing.js';
import { later } from './require-fit.js';

/**
 * What the host has once: licensing and `easel` where a later release of them was backed up than is here, and the
 * licence where none is in place. One that is here stays, also one that waits, and so does its time, which must not go
 * back. None of it is taken back where a deployment then does not answer: another may need it already, and the same
 * restore can be given again.
 * @returns whether the licence in place is the backup's.
 */
export async function placeHost(
  { work, engine, terminal }: Ground,
  from: HostStack,
): Promise<boolean> {
  const { host } = work;
  const { release } = from;
  if (
    release !== undefined &&
    host.release !== release &&
    later(host.release, release) === release
  ) {
    if (host.runtime === 'cuda12' && existsSync(from.composeFile)) from.giveCards();
    // What says the release is the last: whoever was killed begins anew.
    for (const name of ['docker-compose.yml', 'easel', 'trouble_shooting.sh', '.env'])
      await move(from, host, name);
    terminal.note(messages.hostRestored(release));
  }
  if (!existsSync(host.keysetFile)) await move(from, host, 'keyset.jwt');
  await mkdir(join(host.folder, 'state'), { recursive: true, mode: 0o700 });
  await syncFolder(host.folder);
  const hasLicense = existsSync(join(from.licensing, 'easel.lic'));
  if (existsSync(join(host.licensing, 'easel.lic'))) {
    if (hasLicense) terminal.note(messages.licenseStays);
    return false;
  }
  const waits = existsSync(join(host.licensing, 'queued.lic'));
  // One that runs would write its own time over what is put there.
  await engine.remove('easel-licensing');
  await joinLicensing(from.licensing, host.licensing);
  if (hasLicense) terminal.note(messages.licenseRestored);
  if (waits) terminal.note(messages.waitingLicenseStays);
  return hasLicense;
}

async function move(from: HostStack, to: HostStack, name: string): Promise<void> {
  if (existsSync(join(from.folder, name)))
    await rename(join(from.folder, name), join(to.folder, name));
}
