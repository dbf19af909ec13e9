import { ArchiveError } from './archive-error.js';

export type Format = 'zip' | 'tar' | 'tar.gz';

/** Bytes from an archive's start by which it is known. */
export const headBytes = 512;

/** By content: what a stranger's file is called says nothing. */
export function formatOf(head: Buffer): Format {
  if (head.length === 0) throw new ArchiveError('empty', 'the file has 0 bytes');
  const text = head.toString('latin1');
  if (text.startsWith('PK\x03\x04') || text.startsWith('PK\x05\x06')) return 'zip';
  if (text.startsWith('\x1f\x8b')) return 'tar.gz';
  if (isTar(head)) return 'tar';
  const other = others.find(([magic]) => text.startsWith(magic));
  throw new ArchiveError(
    'unknown-format',
    other ? `it is ${other[1]}` : 'its first bytes are of no kind known here',
  );
}

/** A tar begins with a header of its kind, or, with nothing in it, with zeros. */
export const isTar = (head: Buffer): boolean =>
  head.toString('latin1', 257, 262) === 'ustar' ||
  (head.length === headBytes && head.every((byte) => byte === 0));

/** What people take for one of these. */
const others = [
  ['PK\x07\x08', 'a part of a split zip'],
  ['Rar!', 'a rar'],
  ['7z\xbc\xaf\x27\x1c', 'a 7z'],
  ['\xfd7zXZ', 'compressed with xz'],
  ['BZh', 'compressed with bzip2'],
  ['\x28\xb5\x2f\xfd', 'compressed with zstd'],
  ['MZ', 'a Windows program'],
] as const;
