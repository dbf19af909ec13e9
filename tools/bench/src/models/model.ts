import { existsSync } from 'node:fs';
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readRelease, type ManifestInput, type Release, type Repository } from '@easel/models';
import { recipeOf } from '../recipe.js';
import { scratch } from '../scratch.js';
import { mobileNetV2 } from './mobilenet-v2.js';
import { noOp } from './no-op.js';
import { resNet50 } from './resnet-50.js';

interface Shape {
  write: (seed: number) => Uint8Array;
  classes: number;
}

/** The networks that are measured, by their deployment's name. */
const shapes = {
  'mobilenet-v2': { write: mobileNetV2, classes: 1000 },
  'resnet-50': { write: resNet50, classes: 1000 },
  'no-op': { write: noOp, classes: 3 },
} satisfies Record<string, Shape>;

const recipe = recipeOf(new URL('.', import.meta.url));

export type ModelName = keyof typeof shapes;

/** As torchvision trains: what most models of these shapes are fed with. */
const manifest: ManifestInput = {
  format: 1,
  input: { width: 224, height: 224 },
  preprocess: {
    scale: 1 / 255,
    mean: [0.485, 0.456, 0.406],
    std: [0.229, 0.224, 0.225],
  },
};

/** A model's files, written once for each seed and kept. */
export async function release(name: ModelName, seed = 1): Promise<Release> {
  const folder = join(scratch, 'models', recipe, `${name}-${seed}`);
  if (!existsSync(folder)) {
    const draft = `${folder}.${process.pid}`;
    const { write, classes } = shapes[name];
    await mkdir(draft, { recursive: true });
    await writeFile(join(draft, 'model.onnx'), write(seed));
    const labels = Array.from({ length: classes }, (_, index) => `class ${index}`);
    await writeFile(join(draft, 'labels.txt'), labels.join('\n'));
    await writeFile(join(draft, 'manifest.json'), JSON.stringify(manifest, null, 2));
    await rename(draft, folder).catch(() => rm(draft, { recursive: true })); // another bench was quicker
  }
  return readRelease(folder, { deployment: name, version: String(seed) });
}

/** Which of a model's versions, and how it is run. */
interface Variant {
  /** Also the version's name. */
  seed?: number;
  /** Pinned in the manifest. */
  threads?: number;
}

/** Adds a model to a repository. Returns its version. */
export async function add(
  repository: Repository,
  name: ModelName,
  { seed = 1, threads }: Variant = {},
): Promise<string> {
  const { deployment, version, folder } = await release(name, seed);
  await repository.add({ deployment, version }, async (to) => {
    await cp(folder, to, { recursive: true });
    if (threads === undefined) return;
    const pinned = { ...manifest, run: { threads } } satisfies ManifestInput;
    await writeFile(join(to, 'manifest.json'), JSON.stringify(pinned));
  });
  return version;
}

/** Adds a model and makes it current, for an Easel that does not run yet. */
export async function deploy(
  repository: Repository,
  name: ModelName,
  variant: Variant = {},
): Promise<void> {
  await repository.activate(name, await add(repository, name, variant));
}
