import { ArchiveError } from './archive-error.js';
import type { Limits } from './limits.js';

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const gbk = new TextDecoder('gbk', { fatal: true });

/**
 * A name whose encoding the archive does not tell. UTF-8 first: what is valid UTF-8 is almost never meant as GBK, and
 * GBK, which Chinese Windows writes, takes nearly anything.
 */
export function decodeName(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch {
    try {
      return gbk.decode(bytes);
    } catch (cause) {
      throw notText(bytes, { says: 'is neither UTF-8 nor GBK', cause });
    }
  }
}

/** A name that the archive says is UTF-8. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    return utf8.decode(bytes);
  } catch (cause) {
    throw notText(bytes, { says: 'is said to be UTF-8, and is not', cause });
  }
}

function notText(bytes: Uint8Array, { says, cause }: { says: string; cause: unknown }) {
  const entry = Buffer.from(bytes).toString('latin1');
  return new ArchiveError('name-encoding', says, { entry, cause });
}

/** What most file systems hold in one name, bytes. */
const longestName = 255;

/**
 * The path that a name is, with `/` between its parts and no `.` or empty ones, as `tar c .` writes.
 * @throws ArchiveError for whatever could lead out of a folder, here or on another system
 */
export function safePath(name: string, limits: Limits): string {
  const refuse = (why: string) => new ArchiveError('unsafe-name', why, { entry: name });
  if (name.includes('\0')) throw refuse('holds a NUL');
  if (/[\p{Cc}\uFFFD\p{Cs}]/u.test(name)) throw refuse('holds a control character or a broken one');
  if (name.includes('\\')) throw refuse('holds a backslash');
  if (name.startsWith('/')) throw refuse('is an absolute path');
  if (/^[A-Za-z]:/.test(name)) throw refuse('begins with a drive letter');
  const parts = name.split('/').filter((part) => part !== '' && part !== '.');
  if (parts.includes('..')) throw refuse('climbs out with ..');

  const path = parts.join('/');
  const length = Buffer.byteLength(path);
  const { pathBytes, depth } = limits;
  const tooLong = (why: string) => new ArchiveError('long-name', why, { entry: name });
  if (length > pathBytes)
    throw tooLong(`has a path of ${length} bytes, at most ${pathBytes} are taken`);
  const longest = Math.max(0, ...parts.map((part) => Buffer.byteLength(part)));
  if (longest > longestName)
    throw tooLong(`has a name of ${longest} bytes, at most ${longestName} are taken`);
  if (parts.length > depth)
    throw new ArchiveError('depth', `is ${parts.length} deep, at most ${depth} are taken`, {
      entry: name,
    });
  return path;
}
