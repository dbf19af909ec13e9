import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { VendorError } from './vendor-error.js';

/** The repository's root, from `tools/vendor/dist` or its sources. */
export const checkout = fileURLToPath(new URL('../../..', import.meta.url));

/** The release that a checkout is of. */
export function releaseOf(root: string): string {
  try {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      version: string;
    };
    return version;
  } catch (cause) {
    throw new VendorError(`${root} is no checkout of Easel`, { cause });
  }
}

/**
 * Makes `trouble_shooting.tar` of a checkout's scripts, for operators, and the script in it, which an install puts beside
 * `easel`. @returns where they are, in `scratch`
 */
export function troubleShootingOf(
  root: string,
  { scratch, release }: { scratch: string; release: string },
): { tar: string; script: string } {
  const script = join(root, 'tools/troubleshooting/pack.sh');
  if (!existsSync(script))
    throw new VendorError(`${script} is not there, and a full package needs what it makes`);
  const tar = join(scratch, 'trouble_shooting.tar');
  for (const [command, ...args] of [
    ['bash', script, tar, release],
    ['tar', '-xf', tar, '-C', scratch, 'trouble_shooting.sh'],
  ] as const) {
    const { status, stderr } = spawnSync(command, args, { encoding: 'utf8' });
    if (status !== 0) throw new VendorError(`${script} made nothing: ${stderr.trim()}`);
  }
  return { tar, script: join(scratch, 'trouble_shooting.sh') };
}
