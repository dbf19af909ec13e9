import type { FileHandle } from 'node:fs/promises';
import { fromRandomAccessReaderPromise, type Entry, type ZipFile } from 'yauzl';
import { ArchiveError, type ArchiveReason } from './archive-error.js';
import type { Tally } from './limits.js';
import type { Member } from './member.js';
import { deflated, stored, zipContents } from './zip-contents.js';
import { refusal } from './zip-fault.js';
import { zipName } from './zip-name.js';
import { ZipReader } from './zip-reader.js';

interface Source {
  file: FileHandle;
  /** Bytes. */
  size: number;
  tally: Tally;
}

/** Bytes before an entry's contents, without its name. */
const localHeaderBytes = 30;

/**
 * What a zip's directory lists. Of yauzl's strictness nothing is used but its reading of the directory: names it would
 * decode leniently, contents it does not hold against their checksum, and the second description of a file it skips.
 */
export async function* zipMembers({
  file,
  size,
  tally,
}: Source): AsyncGenerator<Member, void, void> {
  try {
    const zip = await fromRandomAccessReaderPromise(new ZipReader(file), size, {
      autoClose: false,
      decodeStrings: false,
    });
    tally.announce(zip.entryCount);
    const directory = cursor(zip);
    let claimed = 0;
    for await (const record of zip.eachEntry()) {
      const name = zipName(record);
      // Files that share bytes are how a small zip becomes petabytes; whole ones have room for each other.
      claimed += localHeaderBytes + record.fileNameLength + record.compressedSize;
      if (claimed > directory)
        throw new ArchiveError(
          'overlap',
          `brings it to ${claimed} bytes, the zip has ${directory}`,
          { entry: name },
        );
      readable(record, name);
      yield {
        name,
        kind: kindOf(record, name),
        size: record.uncompressedSize,
        bytes: () => zipContents({ zip, record, file }, name),
      };
    }
    await ends(file, zip);
  } catch (error) {
    throw refusal(error);
  }
}

/** Where yauzl reads next; its types have it as a boolean. */
const cursor = (zip: ZipFile) => zip.readEntryCursor as unknown as number;

/** Encrypted contents, strongly encrypted contents, encrypted directory. */
const encryption = 0x1 | 0x40 | 0x2000;

function readable(record: Entry, entry: string): void {
  if (record.generalPurposeBitFlag & encryption)
    throw new ArchiveError('encrypted', 'needs a password', { entry });
  const { compressionMethod: method } = record;
  if (method !== stored && method !== deflated)
    throw new ArchiveError('compression', `is packed with method ${method}, taken are 0 and 8`, {
      entry,
    });
}

/** The kind of file in a Unix mode; systems that have none leave zero. */
const unixKinds: Partial<Record<number, [ArchiveReason, string]>> = {
  0x1: ['special', 'is a fifo'],
  0x2: ['special', 'is a character-device'],
  0x6: ['special', 'is a block-device'],
  0xa: ['link', 'is a symbolic link'],
  0xc: ['special', 'is a socket'],
};
const unixFolder = 0x4;

function kindOf(record: Entry, entry: string): Member['kind'] {
  const unixKind = record.externalFileAttributes >>> 28;
  const refused = unixKinds[unixKind];
  if (refused) throw new ArchiveError(refused[0], refused[1], { entry });
  if (entry.endsWith('/')) {
    if (record.uncompressedSize > 0)
      throw new ArchiveError('contradiction', `is a folder of ${record.uncompressedSize} bytes`, {
        entry,
      });
    return 'folder';
  }
  if (unixKind === unixFolder)
    throw new ArchiveError('contradiction', 'is a folder by its mode, not by its name', { entry });
  return 'file';
}

const endSignatures = [0x06054b50, 0x06064b50];

/** A directory that goes on after the entries that it counts holds what only other programs see. */
async function ends(file: FileHandle, zip: ZipFile): Promise<void> {
  const signature = Buffer.alloc(4);
  await file.read(signature, 0, 4, cursor(zip));
  if (!endSignatures.includes(signature.readUInt32LE()))
    throw new ArchiveError(
      'contradiction',
      `announces ${zip.entryCount} entries, and its directory goes on after them`,
    );
}
