import { lstatSync, mkdirSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { dirname } from 'node:path';

/**
 * Makes way for a unix socket at `path`: its folder for this user alone, and no file left by a process that was killed.
 * @throws Error when somebody listens there, or it is something else than a socket.
 */
export async function clearSocketPath(path: string): Promise<void> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const left = lstatSync(path, { throwIfNoEntry: false });
  if (!left) return;
  if (!left.isSocket()) throw new Error(`${path} is in the way: it is not a socket`);
  if (await answers(path)) throw new Error(`another process listens on ${path}: stop it first`);
  rmSync(path, { force: true });
}

const answers = (path: string) =>
  new Promise<boolean>((resolve) => {
    const probe = connect(path);
    probe.on('connect', () => {
      probe.destroy();
      resolve(true);
    });
    probe.on('error', () => resolve(false));
  });
