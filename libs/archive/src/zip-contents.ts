import type { FileHandle } from 'node:fs/promises';
import { crc32, createInflateRaw } from 'node:zlib';
import type { Entry, ZipFile } from 'yauzl';
import { ArchiveError } from './archive-error.js';
import { inflated } from './inflated.js';
import { range } from './range.js';
import { refusal } from './zip-fault.js';
import { agree } from './zip-local-header.js';

export const stored = 0;
export const deflated = 8;

export interface Packed {
  zip: ZipFile;
  record: Entry;
  file: FileHandle;
}

/**
 * A zip's file, unpacked and held against all that the zip says of it.
 * @throws ArchiveError, the checksum's after the last byte
 */
export async function* zipContents(
  { zip, record, file }: Packed,
  entry: string,
): AsyncGenerator<Buffer, void, void> {
  try {
    const local = await zip.readLocalFileHeaderPromise(record);
    agree(record, local, entry);
    const packed = range(file, local.fileDataStart, record.compressedSize);
    let crc = 0;
    let size = 0;
    for await (const chunk of unpacked(packed, record, entry)) {
      size += chunk.length;
      if (size > record.uncompressedSize) break;
      crc = crc32(chunk, crc);
      yield chunk;
    }
    if (size !== record.uncompressedSize) {
      const found = size > record.uncompressedSize ? `${size} or more` : size;
      throw new ArchiveError(
        'contradiction',
        `announces ${record.uncompressedSize} bytes and holds ${found}`,
        { entry },
      );
    }
    if (crc !== record.crc32)
      throw new ArchiveError('checksum', `sums to ${hex(crc)}, announced is ${hex(record.crc32)}`, {
        entry,
      });
  } catch (error) {
    throw refusal(error);
  }
}

const hex = (sum: number) => sum.toString(16).padStart(8, '0');

async function* unpacked(
  packed: AsyncGenerator<Buffer, void, void>,
  record: Entry,
  entry: string,
): AsyncGenerator<Buffer, void, void> {
  if (record.compressionMethod === stored) return yield* packed;
  const engine = createInflateRaw();
  yield* inflated(packed, engine);
  // zlib stops where its data says so, and would not mention what follows.
  if (engine.bytesWritten !== record.compressedSize)
    throw new ArchiveError(
      'contradiction',
      `announces ${record.compressedSize} packed bytes and holds ${engine.bytesWritten}`,
      { entry },
    );
}
