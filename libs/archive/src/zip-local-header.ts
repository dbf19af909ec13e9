import { parseExtraFields, type Entry, type LocalFileHeader } from 'yauzl';
import { ArchiveError } from './archive-error.js';

const encrypted = 0x1;
const sizesFollow = 0x8;
const elsewhere = 0xffffffff;

/**
 * A zip describes each file twice, in its directory and before the contents; programs that read the one see another
 * archive than programs that read the other.
 * @throws ArchiveError where the two differ
 */
export function agree(record: Entry, local: LocalFileHeader, entry: string): void {
  const differ = (what: string, here: unknown, there: unknown) =>
    new ArchiveError(
      'contradiction',
      `has ${what} ${String(there)} in the directory, ${String(here)} before its contents`,
      { entry },
    );
  if (!local.fileName.equals(record.fileNameRaw)) throw differ('a name', 'another', 'this');
  if (local.compressionMethod !== record.compressionMethod)
    throw differ('compression', local.compressionMethod, record.compressionMethod);
  if ((local.generalPurposeBitFlag ^ record.generalPurposeBitFlag) & encrypted)
    throw differ('encryption', 'another', 'one');

  const { compressedSize, uncompressedSize } = sizes(local);
  const pairs = [
    ['a size of', uncompressedSize, record.uncompressedSize],
    ['a packed size of', compressedSize, record.compressedSize],
    ['the checksum', local.crc32, record.crc32],
  ] as const;
  // Written in one pass, a file's size is known after it: zeros stand here then.
  const mayBeZero = (local.generalPurposeBitFlag & sizesFollow) !== 0;
  for (const [what, here, there] of pairs)
    if (here !== there && !(mayBeZero && here === 0)) throw differ(what, here, there);
}

/** Of files from 4 GiB on, or that might have become so large, the sizes are in an extra field. */
function sizes(local: LocalFileHeader): { compressedSize: number; uncompressedSize: number } {
  const { compressedSize, uncompressedSize } = local;
  const zip64 = parseExtraFields(local.extraField).find(({ id }) => id === 1)?.data;
  let at = 0;
  const whole = (size: number) => {
    if (size !== elsewhere || !zip64 || at + 8 > zip64.length) return size;
    at += 8;
    return Number(zip64.readBigUInt64LE(at - 8));
  };
  // In this order, each present only where the short field points here.
  return { uncompressedSize: whole(uncompressedSize), compressedSize: whole(compressedSize) };
}
