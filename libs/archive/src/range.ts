import type { FileHandle } from 'node:fs/promises';
import { ArchiveError } from './archive-error.js';

const chunkBytes = 2 ** 16;

/** A stretch of a file, by position: any number of them can be under way on one handle. */
export async function* range(
  file: FileHandle,
  start: number,
  length: number,
): AsyncGenerator<Buffer, void, void> {
  for (let at = start; at < start + length;) {
    const buffer = Buffer.allocUnsafe(Math.min(chunkBytes, start + length - at));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, at);
    if (bytesRead === 0) throw new ArchiveError('truncated', `the file now ends at byte ${at}`);
    at += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}
