import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Confusion } from '../judging/confusion.js';
import { labels } from '../labels.js';
import type { Plan } from '../training/plan.js';
import { card } from './card.js';
import { goldenPictures } from './golden.js';
import { manifest } from './manifest.js';
import { toOnnx } from './onnx.js';

/** What a training gave. */
export interface Trained {
  plan: Plan;
  weights: Float32Array;
  /** Of each epoch. */
  losses: number[];
  confusion: Confusion;
}

/**
 * Writes a complete model version into `folder`: model, labels, manifest, golden pictures and card.
 * The backend must have been started.
 */
export async function writeVersion(folder: string, trained: Trained): Promise<void> {
  const golden = await goldenPictures(trained.weights);
  await mkdir(join(folder, 'golden'), { recursive: true });
  const entries = golden.map(({ entry }) => entry);
  const files: [string, string | Uint8Array][] = [
    ['model.onnx', toOnnx(trained.weights)],
    ['labels.txt', labels.map((label) => `${label}\n`).join('')],
    ...golden.map(({ entry, bytes }): [string, Uint8Array] => [entry.file, bytes]),
    ['README.md', card(trained.plan, trained.losses, trained.confusion)],
    ['manifest.json', `${JSON.stringify(manifest(entries), null, 2)}\n`],
  ];
  for (const [name, content] of files) await writeFile(join(folder, name), content);
}
