import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Classifier, onnxruntime, type Score } from '@easel/inference';
import {
  checkManifest,
  deploymentNameProblem,
  ModelError,
  readRelease,
  type ManifestInput,
  type Release,
  type Repository,
} from '@easel/models';
import { guess } from './guess.js';
import type { AddOptions } from './options.js';
import { requireFiles } from './require-files.js';

/** What was put into the repository. */
export interface Added {
  release: Release;
  /** What was taken for things that no file could tell. */
  unknown: string[];
  /** Whether the model's own numbers were seen to be scores already. */
  activation: 'logits' | 'probabilities';
  golden: { file: string; scores: Score[] }[];
}

/** How many places of a golden image are written down. */
const GOLDEN_PLACES = 3;

/**
 * Adds a version of a model, having run it once; nothing is left behind when it does not run.
 * @throws ModelError saying what does not fit.
 */
export async function add(repository: Repository, options: AddOptions): Promise<Added> {
  const { deployment } = options;
  const problem = deploymentNameProblem(deployment);
  if (problem !== undefined)
    throw new ModelError(`the name ${JSON.stringify(deployment)} ${problem}`);
  await requireFiles([options.model, options.labels, ...options.golden]);
  const version = options.version ?? nextVersion(await repository.versions(deployment));
  const { manifest, unknown } = guess(await onnxruntime.describe(options.model), options);
  let added: Omit<Added, 'release'> | undefined;
  await repository.add({ deployment, version }, async (folder) => {
    await copyFile(options.model, join(folder, 'model.onnx'));
    await copyFile(options.labels, join(folder, 'labels.txt'));
    const write = (whole: ManifestInput) =>
      writeFile(
        join(folder, 'manifest.json'),
        `${JSON.stringify(checkManifest(whole), null, 2)}\n`,
      );
    await write(manifest);
    const activation = options.activation ?? (await seeActivation(folder, { deployment, version }));
    const settled = { ...manifest, output: { ...manifest.output, activation } };
    await write(settled);
    const golden = await takeGolden(folder, options);
    await write({
      ...settled,
      golden: golden.map(({ file, scores }) => ({ file, expect: scores })),
    });
    added = { unknown, activation, golden };
  });
  if (!added) throw new Error('the version was added without being run');
  return { ...added, release: await repository.release(deployment, version) };
}

function nextVersion(versions: string[]): string {
  return String(Math.max(0, ...versions.map(Number).filter(Number.isInteger)) + 1);
}

/** Runs the model once on grey: numbers from 0 to 1 that sum to 1 are probabilities already. */
async function seeActivation(folder: string, id: Pick<Release, 'deployment' | 'version'>) {
  const release = await readRelease(folder, id);
  const model = await onnxruntime.load(join(folder, release.manifest.model), release.manifest);
  try {
    const { width, height, channels } = release.manifest.input;
    const values = new Float32Array(width * height * (channels === 'GREY' ? 1 : 3)).fill(0.5);
    const scores = await model.run(values);
    const sum = scores.reduce((total, score) => total + score, 0);
    const within = scores.every((score) => score >= 0 && score <= 1);
    return within && Math.abs(sum - 1) < 0.01 ? 'probabilities' : 'logits';
  } finally {
    await model.dispose();
  }
}

async function takeGolden(folder: string, options: AddOptions): Promise<Added['golden']> {
  const classifier = await Classifier.load(
    await readRelease(folder, { ...options, version: '' }),
    onnxruntime,
  );
  try {
    if (options.golden.length > 0) await mkdir(join(folder, 'golden'));
    const golden = [];
    for (const [index, photo] of options.golden.entries()) {
      const file = `golden/${index + 1}-${basename(photo)}`;
      await copyFile(photo, join(folder, file));
      const { scores } = await classifier
        .classify(await readFile(photo), GOLDEN_PLACES)
        .catch((cause: unknown) => {
          throw new ModelError(`${photo}: ${(cause as Error).message}`, { cause });
        });
      golden.push({ file, scores });
    }
    return golden;
  } finally {
    await classifier.dispose();
  }
}
