/** A file in an archive. */
export interface TarFile {
  name: string;
  bytes: Buffer;
}

/** A tar of so many files, made as it is read: neither memory nor disk holds it. */
export function tarOf(count: number, file: (at: number) => TarFile): ReadableStream<Uint8Array> {
  let at = 0;
  return new ReadableStream({
    pull(controller) {
      if (at < count) controller.enqueue(entry(file(at)));
      else controller.enqueue(new Uint8Array(2 * BLOCK));
      if (at === count) controller.close();
      at += 1;
    },
  });
}

const BLOCK = 512;

function entry({ name, bytes }: TarFile): Uint8Array {
  const head = Buffer.alloc(BLOCK);
  head.write(name, 0, 100);
  head.write('0000644\0', 100);
  head.write(`${bytes.length.toString(8).padStart(11, '0')}\0`, 124);
  head.write('00000000000\0', 136);
  head.write('0', 156);
  head.write('ustar\x0000', 257, 'latin1');
  head.fill(' ', 148, 156);
  const sum = head.reduce((total, byte) => total + byte, 0);
  head.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return new Uint8Array(Buffer.concat([head, bytes, Buffer.alloc(-bytes.length & (BLOCK - 1))]));
}
