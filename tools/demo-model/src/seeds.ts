/**
 * Which seeds pictures are drawn from, by purpose. The ranges never meet, so no picture that the
 * network trained on can be counted as one that it has never seen.
 */
const ranges = {
  training: { first: 0, count: 1_000_000_000 },
  heldOut: { first: 1_000_000_000, count: 1_000_000_000 },
  /** The pictures in examples/ and the golden pictures of the model version. */
  examples: { first: 2_000_000_000, count: 1_000_000_000 },
  /** For whoever judges the committed model: nothing in this package draws from here. */
  fresh: { first: 3_000_000_000, count: 1_000_000_000 },
} as const;

export type Purpose = keyof typeof ranges;

/** How many pictures one run may draw; run `n` begins at picture `n * perRun` of its range. */
export const perRun = 100_000;
const runs = 10_000;

/**
 * The seed of picture `index` of run `run`, for `draw`.
 * @throws RangeError when the picture would lie in another run's or another purpose's range.
 */
export function pictureSeed(purpose: Purpose, run: number, index: number): number {
  if (!Number.isInteger(run) || run < 0 || run >= runs)
    throw new RangeError(`run ${run} is not a whole number below ${runs}`);
  if (!Number.isInteger(index) || index < 0 || index >= perRun)
    throw new RangeError(`picture ${index} is not a whole number below ${perRun}`);
  return ranges[purpose].first + run * perRun + index;
}
