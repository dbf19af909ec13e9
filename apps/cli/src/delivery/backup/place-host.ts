import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messages } from '../../messages.js';
import type { Ground } from '../ground.js';
import type { HostStack } from '../host-stack.js';
import { later } from './require-fit.js';

/**
 * What the host has once: licensing and `easel` where a later release of them was backed up than is here, and the
 * licence where there is none. One that is here stays, and so does its time, which must not go back.
 * @returns whether the licence in place is the backup's.
 */
export async function placeHost(
  { work, engine, terminal }: Ground,
  from: HostStack,
): Promise<boolean> {
  const { host } = work;
  if (host.release !== from.release && later(host.release, from.release) === from.release) {
    const hadCards = host.runtime === 'cuda12';
    for (const name of ['docker-compose.yml', 'easel', 'trouble_shooting.sh', '.env'])
      await move(from, host, name);
    if (hadCards) host.giveCards();
  }
  if (!existsSync(join(host.folder, 'keyset.jwt'))) await move(from, host, 'keyset.jwt');
  await mkdir(join(host.folder, 'state'), { recursive: true, mode: 0o700 });
  const licence = 'state/licensing/easel.lic';
  if (!existsSync(join(from.folder, licence))) return false;
  if (existsSync(join(host.folder, licence))) {
    terminal.note(messages.licenseStays);
    return false;
  }
  // One that runs would write its own time over what is put there.
  await engine.remove('easel-licensing');
  await rm(join(host.folder, 'state/licensing'), { recursive: true, force: true });
  await move(from, host, 'state/licensing');
  return true;
}

async function move(from: HostStack, to: HostStack, name: string): Promise<void> {
  if (existsSync(join(from.folder, name)))
    await rename(join(from.folder, name), join(to.folder, name));
}
