import { inference } from '@easel/rpc';

/** What was measured and why it is so, for the log: "about 180 images/s on 2 lanes, batching off: it gained nothing". */
export function words(tuning: inference.Tuning): string {
  const threads = tuning.threads > 1 ? ` of ${tuning.threads} threads` : '';
  const lanes = `${tuning.lanes} ${tuning.lanes === 1 ? 'lane' : 'lanes'}${threads}`;
  const batching = batchings[tuning.batching](tuning);
  return `about ${round(tuning.imagesPerSecond)} images/s on ${lanes}, ${batching}`;
}

const batchings: Record<inference.Batching, (tuning: inference.Tuning) => string> = {
  [inference.Batching.BATCHING_UNSPECIFIED]: () => 'batching off',
  [inference.Batching.BATCHING_ON]: ({ batch, batchingGain: gain }) =>
    `up to ${batch} pictures that wait are run at once: ${gain} % more`,
  [inference.Batching.BATCHING_GAINED_TOO_LITTLE]: ({ batchingGain: gain }) =>
    `batching off: it gained ${gain > 0 ? `only ${gain} %` : 'nothing'}`,
  [inference.Batching.BATCHING_NOT_TRIED]: () =>
    'batching off: the model takes one picture at a time, takes too long for more, or fails with more (the log says how)',
  [inference.Batching.UNRECOGNIZED]: () => 'batching off',
};

/** Two digits are what it is worth. */
function round(figure: number): number {
  const unit = 10 ** Math.max(Math.floor(Math.log10(Math.max(figure, 1))) - 1, 0);
  return figure < 10 ? Math.round(figure * 10) / 10 : Math.round(figure / unit) * unit;
}
