import type { FileHandle } from 'node:fs/promises';

/** A file from its first byte to its last, wherever the handle stands. */
export async function* chunksOf(file: FileHandle): AsyncGenerator<Buffer, void, void> {
  for (let position = 0; ;) {
    const chunk = Buffer.allocUnsafe(2 ** 18);
    const { bytesRead } = await file.read(chunk, 0, chunk.length, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield chunk.subarray(0, bytesRead);
  }
}
