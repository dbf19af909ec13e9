import type { ByteSource } from './byte-source.js';

const BLOCK = 512;

export interface TarMember {
  name: string;
  content: AsyncIterable<Buffer>;
}

/** True for the first block of a tar. */
export const isTar = (start: Buffer): boolean =>
  start.length >= BLOCK && start.toString('latin1', 257, 262) === 'ustar';

/**
 * The members of a tar, each to be read to its end before the next. What stands after the last is one more, and so is
 * whatever is no tar from some block on: nothing is passed over.
 */
export async function* tarMembers(source: ByteSource): AsyncGenerator<TarMember> {
  for (;;) {
    const header = await source.peek(BLOCK);
    const size = sizeOf(header);
    if (!isTar(header) || size === undefined) break;
    await source.skip(BLOCK);
    yield { name: nameOf(header), content: source.take(size) };
    await source.skip((BLOCK - (size % BLOCK)) % BLOCK);
  }
  yield { name: '(after its last member)', content: source.take() };
}

/** Bytes; undefined for what is beyond 8 GiB, written in another way. */
function sizeOf(header: Buffer): number | undefined {
  const digits = /^([0-7]+)[\0 ]/.exec(header.toString('latin1', 124, 136))?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 8);
}

function nameOf(header: Buffer): string {
  const field = (from: number, to: number) =>
    header.toString('utf8', from, to).replace(/\0[^]*$/, '');
  const prefix = field(345, 500);
  return prefix === '' ? field(0, 100) : `${prefix}/${field(0, 100)}`;
}
