/** What a program in a container said. */
export interface Said {
  stdout: string;
  stderr: string;
}

const STDERR = 2;
const HEADER_BYTES = 8;

/** Bytes of each: what is said beyond is not kept. */
const LONGEST = 1024 * 1024;

/** The engine sends both streams in one: a byte for which, three of nothing, four for the length, then the bytes. */
export async function readFrames(stream: AsyncIterable<Buffer>): Promise<Said> {
  const kept = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  const lengths = { stdout: 0, stderr: 0 };
  let rest = Buffer.alloc(0);
  for await (const chunk of stream) {
    rest = Buffer.concat([rest, chunk]);
    while (rest.length >= HEADER_BYTES) {
      const length = rest.readUInt32BE(4);
      if (rest.length < HEADER_BYTES + length) break;
      const which = rest[0] === STDERR ? 'stderr' : 'stdout';
      lengths[which] += length;
      if (lengths[which] <= LONGEST)
        kept[which].push(rest.subarray(HEADER_BYTES, HEADER_BYTES + length));
      rest = rest.subarray(HEADER_BYTES + length);
    }
  }
  const text = (parts: Buffer[]) => Buffer.concat(parts).toString('utf8');
  return { stdout: text(kept.stdout), stderr: text(kept.stderr) };
}
