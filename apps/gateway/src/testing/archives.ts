import { crc32, deflateRawSync, gzipSync } from 'node:zlib';

type Files = Record<string, string | Buffer>;

interface Odd {
  /** A tar header's letter for what the entries are. */
  type?: string;
}

/** An archive as an honest program packs it, but for what is odd. */
export function packed(
  format: 'zip' | 'tar' | 'tar.gz',
  files: Files,
  { type = '0' }: Odd = {},
): Buffer {
  const all = Object.entries(files).map(([name, data]) => ({
    name,
    data: Buffer.from(data),
    type,
  }));
  if (format === 'zip') return zip(all);
  const tar = Buffer.concat([...all.map(tarEntry), Buffer.alloc(1024)]);
  return format === 'tar' ? tar : gzipSync(tar);
}

interface File {
  name: string;
  data: Buffer;
  type: string;
}

function tarEntry({ name, data, type }: File): Buffer {
  const head = Buffer.alloc(512);
  head.write(name, 0, 100);
  head.write('0000644\0', 100);
  head.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
  head.write('00000000000\0', 136);
  head.write(type, 156);
  head.write('ustar\x0000', 257, 'latin1');
  head.fill(' ', 148, 156);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([head, data, Buffer.alloc(-data.length & 511)]);
}

const UTF8 = 0x800;

function zip(files: File[]): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { name, data } of files) {
    const path = Buffer.from(name);
    const contents = deflateRawSync(data);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(UTF8, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(data), 10);
    common.writeUInt32LE(contents.length, 14);
    common.writeUInt32LE(data.length, 18);
    common.writeUInt16LE(path.length, 22);
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), common, path, contents]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE((0o100644 << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x03', 'latin1'), common, rest, path);
    bodies.push(body);
    offset += body.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(entries.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...bodies, entries, end]);
}
