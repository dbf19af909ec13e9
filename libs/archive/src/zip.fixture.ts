import { crc32, deflateRawSync } from 'node:zlib';

interface Described {
  name: Buffer;
  method: number;
  flags: number;
  crc: number;
  packed: number;
  size: number;
  extra: Buffer;
}

/** One file of a zip; what is not said is as an honest program writes it. */
export interface ZipPart {
  name: string | Buffer;
  data?: Buffer | string;
  method?: number;
  /** Unix mode, type included. */
  mode?: number;
  /** Bit 11: the name is UTF-8. */
  flags?: number;
  extra?: Buffer;
  /** What stands in the file as packed contents. */
  contents?: Buffer;
  /** What one of the two descriptions says in place of the truth. */
  local?: Partial<Described>;
  directory?: Partial<Described> & { offset?: number };
}

export interface ZipEnd {
  /** Entries that the zip announces. */
  count?: number;
  comment?: Buffer;
}

export const utf8Name = 0x800;
export const sizesFollow = 0x8;

/** A zip, byte by byte, so that any of them can be wrong. */
export function makeZip(parts: ZipPart[], { count, comment = Buffer.alloc(0) }: ZipEnd = {}) {
  const files: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const { truth, contents } = describe(part);
    const at = part.directory?.offset ?? offset;
    const file = Buffer.concat([localHeader({ ...truth, ...part.local }), contents]);
    files.push(file);
    directory.push(
      directoryHeader({ ...truth, ...part.directory }, { at, mode: part.mode ?? 0o100644 }),
    );
    offset += file.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE((count ?? parts.length) % 2 ** 16, 8);
  end.writeUInt16LE((count ?? parts.length) % 2 ** 16, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([...files, entries, end, comment]);
}

function describe({ name, data = '', method = 8, flags, extra, contents }: ZipPart) {
  const bytes = Buffer.from(data);
  const packed = contents ?? (method === 8 ? deflateRawSync(bytes) : bytes);
  const truth: Described = {
    name: Buffer.from(name),
    method,
    flags: flags ?? (typeof name === 'string' ? utf8Name : 0),
    crc: crc32(bytes),
    packed: packed.length,
    size: bytes.length,
    extra: extra ?? Buffer.alloc(0),
  };
  return { truth, contents: packed };
}

export function localHeader({ name, method, flags, crc, packed, size, extra }: Described): Buffer {
  const head = Buffer.alloc(30);
  head.writeUInt32LE(0x04034b50, 0);
  head.writeUInt16LE(20, 4);
  head.writeUInt16LE(flags, 6);
  head.writeUInt16LE(method, 8);
  head.writeUInt32LE(crc, 14);
  head.writeUInt32LE(packed, 18);
  head.writeUInt32LE(size, 22);
  head.writeUInt16LE(name.length, 26);
  head.writeUInt16LE(extra.length, 28);
  return Buffer.concat([head, name, extra]);
}

export function directoryHeader(
  { name, method, flags, crc, packed, size, extra }: Described,
  { at, mode }: { at: number; mode: number },
): Buffer {
  const head = Buffer.alloc(46);
  head.writeUInt32LE(0x02014b50, 0);
  head.writeUInt16LE((3 << 8) | 20, 4);
  head.writeUInt16LE(20, 6);
  head.writeUInt16LE(flags, 8);
  head.writeUInt16LE(method, 10);
  head.writeUInt32LE(crc, 16);
  head.writeUInt32LE(packed, 20);
  head.writeUInt32LE(size, 24);
  head.writeUInt16LE(name.length, 28);
  head.writeUInt16LE(extra.length, 30);
  head.writeUInt32LE((mode << 16) >>> 0, 38);
  head.writeUInt32LE(at, 42);
  return Buffer.concat([head, name, extra]);
}

export function extraField(id: number, data: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(id, 0);
  head.writeUInt16LE(data.length, 2);
  return Buffer.concat([head, data]);
}

/** The sizes of a file too large for their short fields. */
export function zip64Field(...values: number[]): Buffer {
  const data = Buffer.alloc(8 * values.length);
  values.forEach((value, index) => data.writeBigUInt64LE(BigInt(value), 8 * index));
  return extraField(1, data);
}

/** The end of a zip whose directory lies, or has more entries, than short fields can say. */
export function zip64End(entries: number, directory: { at: number; length: number }): Buffer {
  const record = Buffer.alloc(56);
  record.writeUInt32LE(0x06064b50, 0);
  record.writeBigUInt64LE(44n, 4);
  record.writeUInt16LE(45, 12);
  record.writeUInt16LE(45, 14);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(directory.length), 40);
  record.writeBigUInt64LE(BigInt(directory.at), 48);
  const locator = Buffer.alloc(20);
  locator.writeUInt32LE(0x07064b50, 0);
  locator.writeBigUInt64LE(BigInt(directory.at + directory.length), 8);
  locator.writeUInt32LE(1, 16);
  const end = Buffer.alloc(22, 0xff);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(0, 4);
  end.writeUInt16LE(0, 20);
  return Buffer.concat([record, locator, end]);
}
