import { copyFile, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { manifestSchema, type ManifestInput, type Release } from '@easel/models';
import sharp from 'sharp';
import { stripedBmp } from './warm-up.js';

const fixtures = fileURLToPath(new URL('../src/backend/fixtures/', import.meta.url));

/** Names as they come from factories: every one must arrive as it was written. */
export const awkwardLabels = ['划痕, "深"', "dent, 'round' ", 'stain\t50 % ü'];

/** A release of one of the fixture models, whose scores are the mean red, green and blue of a picture. */
export async function fixtureRelease(
  model: string,
  manifest: Omit<Partial<ManifestInput>, 'input'> & {
    input?: Partial<ManifestInput['input']>;
  } = {},
  labels: string[] = awkwardLabels,
): Promise<Release> {
  const folder = await mkdtemp(join(tmpdir(), 'easel-release-'));
  const release = {
    deployment: 'colours',
    version: '1',
    folder,
    labels,
    manifest: manifestSchema.parse({
      format: 1,
      model: 'model.onnx',
      preprocess: { scale: 1 / 255 },
      output: { activation: 'probabilities' },
      ...manifest,
      input: { width: 16, height: 16, ...manifest.input },
    }),
  };
  await copyFile(join(fixtures, `${model}.onnx`), join(folder, 'model.onnx'));
  await writeFile(join(folder, 'labels.txt'), labels.join('\n'));
  await writeFile(join(folder, 'manifest.json'), JSON.stringify(release.manifest));
  return release;
}

/** A PNG of one colour. */
export function plainPng(red: number, green: number, blue: number): Promise<Buffer> {
  const background = { r: red, g: green, b: blue };
  return sharp({ create: { width: 40, height: 30, channels: 3, background } })
    .png()
    .toBuffer();
}

/** A BMP of one colour, 40x30, 24 bit: decoded in its turn. */
export const plainBmp = (...colour: [red: number, green: number, blue: number]): Buffer =>
  stripedBmp({ width: 40, height: 30 }, colour);
