import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { draw, encode, pictureSeed } from '@easel/demo-model';
import { checkout } from './test-site.js';

const folder = join(checkout, 'examples/pictures');

export interface Example {
  file: string;
  /** What the picture shows, as its name says. */
  label: string;
  bytes: Buffer;
}

/** The pictures that come with Easel. */
export const examples: Example[] = readdirSync(folder)
  .filter((file) => /\.(jpg|png|bmp)$/.test(file))
  .map((file) => ({
    file,
    label: file.split('-')[0] ?? '',
    bytes: readFileSync(join(folder, file)),
  }));

/** One of each format, by its extension. */
export function example(extension: 'jpg' | 'png' | 'bmp'): Example {
  const found = examples.find(({ file }) => file.endsWith(extension));
  if (!found) throw new Error(`no ${extension} among the examples`);
  return found;
}

/** A picture small enough to be damaged in every place. */
export async function small(extension: 'jpg' | 'png' | 'bmp'): Promise<Buffer> {
  const picture = draw('crack', pictureSeed('fresh', 0, 0), { width: 160, height: 120 });
  return Buffer.from(await encode(picture, extension));
}
