import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { recipeOf } from '../recipe.js';
import { scratch } from '../scratch.js';
import { encodeBmp } from './bmp.js';
import { scene, type Pixels } from './scene.js';

type Encode = (pixels: Pixels) => Promise<Buffer> | Buffer;

interface Recipe {
  width: number;
  height: number;
  encode: Encode;
  /** Of the sensor, of 255: set so that files have the sizes that cameras give them. */
  noise: number;
}

const raw = ({ width, height, data }: Pixels) =>
  sharp(data, { raw: { width, height, channels: 3 } });
const jpeg: Encode = (pixels) => raw(pixels).jpeg({ quality: 85 }).toBuffer();
const png: Encode = (pixels) => raw(pixels).png().toBuffer();

/** The photos that are sent, by name. */
const recipes = {
  '256x256.jpg': { width: 256, height: 256, encode: jpeg, noise: 5 },
  '640x480.jpg': { width: 640, height: 480, encode: jpeg, noise: 8 },
  '1920x1080.jpg': { width: 1920, height: 1080, encode: jpeg, noise: 6 },
  '4096x3072.jpg': { width: 4096, height: 3072, encode: jpeg, noise: 5.6 },
  '640x480.png': { width: 640, height: 480, encode: png, noise: 8 },
  '640x480.bmp': { width: 640, height: 480, encode: encodeBmp, noise: 8 },
} satisfies Record<string, Recipe>;

const recipe = recipeOf(new URL('.', import.meta.url));

export type PhotoName = keyof typeof recipes;

/** The path of a photo's file, which is made the first time. */
export async function photo(name: PhotoName): Promise<string> {
  const folder = join(scratch, 'photos', recipe);
  const path = join(folder, name);
  if (existsSync(path)) return path;
  const { encode, noise, ...size } = recipes[name];
  await mkdir(folder, { recursive: true });
  const draft = `${path}.${process.pid}`;
  await writeFile(draft, await encode(scene(size, noise)));
  await rename(draft, path);
  return path;
}
