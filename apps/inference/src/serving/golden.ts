import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ModelError, type Manifest, type Release } from '@easel/models';
import type { LanePool } from '../lanes/lane-pool.js';
import { monotonicMs, type ReleaseKey } from '../lanes/protocol.js';
import type { Score } from '../scores.js';
import { warmUpPicture } from '../warm-up.js';

type Golden = Manifest['golden'][number];

const PATIENCE_MS = 30_000;

/** A version that loads, but does not say of a golden image what it must. */
export class GoldenMissed extends ModelError {
  override name = 'GoldenMissed';
}

/**
 * Classifies a loaded release's golden images. Each class must come out with its score, and nothing above them; two of
 * nearly the same score may change places. A release that has none must answer a picture of ours, be it anything.
 * @throws GoldenMissed naming the first that comes out otherwise; ModelError where the answer holds no numbers.
 */
export async function reproduceGolden(
  { release, key }: { release: Release; key: ReleaseKey },
  pool: LanePool,
): Promise<void> {
  const classify = (image: Buffer) =>
    pool.classify({
      key,
      image,
      topNum: release.labels.length,
      rank: 'live',
      due: monotonicMs() + PATIENCE_MS,
      logId: 0,
      signal: AbortSignal.timeout(PATIENCE_MS), // also when there is no lane that could refuse it
    });
  const { golden: images } = release.manifest;
  if (images.length === 0) await classify(warmUpPicture());
  for (const golden of images) {
    const { scores } = await classify(await readGolden(release, golden.file));
    const problem = difference(golden, scores);
    if (problem !== undefined) throw new GoldenMissed(`golden image ${golden.file}: ${problem}`);
  }
}

async function readGolden({ folder }: Release, file: string): Promise<Buffer> {
  try {
    return await readFile(join(folder, file));
  } catch (cause) {
    throw new GoldenMissed(`golden image ${file} cannot be read`, { cause });
  }
}

/** What is wrong with `scores`, best first, or undefined. */
export function difference({ expect, tolerance }: Golden, scores: Score[]): string | undefined {
  for (const wanted of expect) {
    const got = scores.find(({ name }) => name === wanted.name)?.score;
    if (got === undefined) return `the model knows no ${wanted.name}`;
    if (Math.abs(got - wanted.score) > tolerance)
      return `${wanted.name} has ${got.toFixed(4)}, expected ${wanted.score.toFixed(4)} ± ${tolerance}`;
  }
  const [first] = scores;
  const highest = Math.max(...expect.map(({ score }) => score));
  if (first && first.score > highest + tolerance)
    return `${first.name} comes first with ${first.score.toFixed(4)}, expected at most ${highest.toFixed(4)}`;
  return undefined;
}
