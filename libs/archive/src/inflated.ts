import { pipeline } from 'node:stream';
import type { Gunzip, InflateRaw } from 'node:zlib';
import { ArchiveError } from './archive-error.js';

/** What `engine` makes of compressed bytes. Given up half-way, it lets go of the engine's memory and of `packed`. */
export async function* inflated(
  packed: AsyncIterable<Buffer>,
  engine: Gunzip | InflateRaw,
): AsyncGenerator<Buffer, void, void> {
  // Whatever fails on the way fails the loop below too: nothing is left for the callback.
  pipeline(packed, engine, () => undefined);
  try {
    for await (const chunk of engine) yield chunk as Buffer;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'Z_BUF_ERROR')
      throw new ArchiveError('truncated', 'ends amid compressed data', { cause: error });
    if (code?.startsWith('Z_'))
      throw new ArchiveError('corrupt', (error as Error).message, { cause: error });
    throw error;
  }
}
