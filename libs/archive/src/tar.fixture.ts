/** One entry of a tar; what is not said is as GNU tar writes it. */
export interface TarPart {
  name: string | Buffer;
  data?: Buffer | string;
  /** The header's letter: 0 a file, 1 a hard link, 2 a symbolic one, 5 a folder, … */
  type?: string;
  /** In place of the truth. */
  size?: number;
  linkname?: string;
}

const block = 512;

/** A tar, byte by byte, so that any of them can be wrong. */
export const makeTar = (parts: TarPart[]): Buffer =>
  Buffer.concat([...parts.map(tarEntry), Buffer.alloc(2 * block)]);

export function tarEntry({ name, data = '', type = '0', size, linkname = '' }: TarPart): Buffer {
  const bytes = Buffer.from(data);
  const head = Buffer.alloc(block);
  Buffer.from(name).copy(head, 0, 0, 100);
  head.write('0000644\0', 100);
  head.write('0000000\0', 108);
  head.write('0000000\0', 116);
  head.write(`${(size ?? bytes.length).toString(8).padStart(11, '0')}\0`, 124);
  head.write('00000000000\0', 136);
  head.write(type, 156);
  head.write(linkname, 157);
  head.write('ustar\x0000', 257, 'latin1');
  head.fill(' ', 148, 156);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return Buffer.concat([head, bytes, Buffer.alloc(-bytes.length & (block - 1))]);
}

/** A pax header of the entry that follows it. */
export function pax(records: Record<string, string>): TarPart {
  const lines = Object.entries(records).map(([key, value]) => {
    const rest = Buffer.byteLength(` ${key}=${value}\n`);
    const length = [1, 2, 3, 4, 5].find((digits) => String(rest + digits).length === digits) ?? 0;
    return `${rest + length} ${key}=${value}\n`;
  });
  return { name: 'PaxHeader', type: 'x', data: lines.join('') };
}

/** GNU's way to a name of more than 100 bytes, for the entry that follows it. */
export const gnuLongName = (name: string | Buffer): TarPart => ({
  name: '././@LongLink',
  type: 'L',
  data: Buffer.concat([Buffer.from(name), Buffer.alloc(1)]),
});
