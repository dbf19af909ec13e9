import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

export type BoundedRead =
  | { state: 'read'; bytes: Buffer }
  | { state: 'missing' }
  | { state: 'too-long' }
  | { state: 'unreadable'; why: string };

/**
 * A regular file of at most `longest` bytes. Whatever else stands at `path` is answered, not waited for: a FIFO would
 * block, a symlink could lead anywhere.
 */
export function boundedRead(path: string, longest: number): BoundedRead {
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  let file: number | undefined;
  try {
    file = openSync(path, flags);
    if (!fstatSync(file).isFile()) return { state: 'unreadable', why: 'not a regular file' };
    const bytes = Buffer.alloc(longest + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(file, bytes, length, bytes.length - length, null);
    if (length > longest) return { state: 'too-long' };
    return { state: 'read', bytes: bytes.subarray(0, length) };
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? 'unknown';
    const missing = why === 'ENOENT' || why === 'ENOTDIR';
    return missing ? { state: 'missing' } : { state: 'unreadable', why };
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
