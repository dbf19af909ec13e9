import { randomUUID } from 'node:crypto';

/** A body without its image, and the image. */
export interface Lifted {
  /** JSON text, with `mark` in the image's place. */
  rest: Buffer;
  /** Latin-1 text between two quotes, a view of the body. */
  image: Buffer;
}

/** Stands where an image stood. Nobody outside of this process can have written it. */
export const mark = randomUUID();

/** Parsing what is shorter costs less than looking for it. */
const WORTH_LIFTING = 1024;

/** An image is one of the first things in a body; further on, parsing all of it is as good. */
const STRINGS_LOOKED_AT = 16;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Takes the first long string out of a JSON text, without looking at what it holds: what is left is parsed in no time,
 * where making a string of a picture's megabytes, only to read the base64 in it, costs as much as decoding that.
 * @returns undefined when there is none, or one with escapes before its end, which only a parser understands.
 */
export function liftImage(body: Buffer): Lifted | undefined {
  let from = body.indexOf(QUOTE);
  for (let seen = 0; from >= 0 && seen < STRINGS_LOOKED_AT; seen += 1) {
    const to = body.indexOf(QUOTE, from + 1);
    if (to < 0) return undefined;
    if (to - from > WORTH_LIFTING) {
      if (body.subarray(0, to).includes(BACKSLASH)) return undefined;
      const rest = Buffer.concat([
        body.subarray(0, from + 1),
        Buffer.from(mark),
        body.subarray(to),
      ]);
      return { rest, image: body.subarray(from + 1, to) };
    }
    from = body.indexOf(QUOTE, to + 1);
  }
  return undefined;
}
