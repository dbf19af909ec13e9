import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

/** Where the services of a home meet. A unix socket's path holds 107 bytes: a deeper home keeps its sockets elsewhere. */
export function socketFolder(home: string): string {
  const folder = join(home, 'run');
  if (Buffer.byteLength(join(folder, 'inference.sock')) <= 107) return folder;
  const mark = createHash('sha256').update(home).digest('hex').slice(0, 12);
  return join(tmpdir(), `easel-${userInfo().uid}-${mark}`);
}
