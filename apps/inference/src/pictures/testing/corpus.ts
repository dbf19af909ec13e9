import { readFileSync } from 'node:fs';
import type { Canvas } from '../canvas.js';
import type { Picture } from '../decode.js';

/** A picture of the corpus, and what it must decode to. Made by fixtures/make_corpus.py. */
export interface Sample {
  file: string;
  bytes: Buffer;
  expected: Picture;
  /** The largest difference allowed in any value. */
  tolerance: number;
}

interface Entry {
  file: string;
  width: number;
  height: number;
  expected: string;
  tolerance: number;
}

const fixture = (name: string): Buffer =>
  readFileSync(new URL(`../fixtures/${name}`, import.meta.url));

export const corpus: readonly Sample[] = (
  JSON.parse(fixture('corpus.json').toString()) as Entry[]
).map(({ file, width, height, expected, tolerance }) => ({
  file,
  bytes: fixture(file),
  expected: { width, height, data: fixture(expected) },
  tolerance,
}));

export function sample(file: string): Sample {
  const found = corpus.find((entry) => entry.file === file);
  if (!found) throw new Error(`the corpus has no ${file}`);
  return found;
}

/** The [height, width, 3] RGB of a picture, however its pixels lie. */
export function pixelsOf({ width, height, data, stored }: Picture): Uint8Array {
  if (!stored) return data;
  return Uint8Array.from({ length: width * height * 3 }, (_, at) => {
    const y = Math.floor(at / (3 * width));
    const [pixel, channel] = [Math.floor(at / 3) % width, at % 3];
    return data[stored.top + stored.stride * y + 3 * pixel + 2 - channel] ?? NaN;
  });
}

/** The largest difference between two pictures in any value; Infinity when they differ in size. */
export function difference(a: Picture, b: Picture): number {
  const [left, right] = [pixelsOf(a), pixelsOf(b)];
  if (a.width !== b.width || a.height !== b.height || left.length !== right.length) return Infinity;
  return left.reduce((worst, value, at) => Math.max(worst, Math.abs(value - (right[at] ?? 0))), 0);
}

/** Memory for each picture, in full size. */
export const blank: Canvas = { room: (bytes) => Buffer.alloc(bytes), shrink: () => 1 };
