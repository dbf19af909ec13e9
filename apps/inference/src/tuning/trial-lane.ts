import { setTimeout as sleep } from 'node:timers/promises';
import type { Manifest } from '@easel/models';
import type { Model } from '../backend/backend.js';
import { onnxruntime } from '../backend/onnxruntime.js';
import { monotonicMs } from '../lanes/protocol.js';
import { Sacrifice } from '../lanes/sacrifice.js';
import { Stopwatch } from './stopwatch.js';
import { alike, madeUpPictures } from './made-up.js';
import type { TrialAnswers, TrialQuestion, Unfit } from './trial-protocol.js';

/**
 * A process that runs one model as a lane does, and nothing else, to see how fast it is: a way that crashes, or takes
 * all memory, costs no lane that answers callers.
 */
let loaded: { model: Model; manifest: Manifest; threads: number } | undefined;
let pictures: Float32Array[] = [];

new Sacrifice().whileLoading(); // for as long as it lives

/** Code is compiled and memory taken in the first runs. */
const WARM_MS = 40;

type Ask = TrialQuestion['ask'];
type Deeds = {
  [A in Ask]: (question: Extract<TrialQuestion, { ask: A }>) => Promise<TrialAnswers[A] | Unfit>;
};

const deeds: Deeds = {
  async load({ file, manifest, threads }) {
    await loaded?.model.dispose();
    const model = await onnxruntime.load(file, manifest, { threads });
    loaded = { model, manifest, threads };
    return { places: model.places };
  },

  async warm({ batch }) {
    const { model, manifest, threads } = inHand();
    pictures = madeUpPictures(manifest, batch);
    const watch = new Stopwatch(threads);
    let answers: Float32Array[] = [];
    let runs = 0;
    for (; runs === 0 || watch.wallMs < WARM_MS; runs++)
      answers = await model.runTogether(pictures);
    const ms = watch.aloneMs / runs;
    for (const place of new Set(batch > 1 ? [0, batch - 1] : [])) {
      const [answer, picture] = [answers[place], pictures[place]];
      if (answer && picture && !alike(answer, await model.run(picture), manifest.input.type))
        return { unfit: `its answers change when ${batch} pictures go in together` };
    }
    return { ms };
  },

  async run({ batch, ms, runs, startAt }) {
    const { model, threads } = inHand();
    await sleep(Math.max(startAt - monotonicMs(), 0));
    const watch = new Stopwatch(threads);
    let done = 0;
    for (; done < runs || (watch.aloneMs < ms && watch.wallMs < 3 * ms); done++)
      // As a lane does: of several, each must be kept while the next is made, where a single one is run where it lies.
      await model.runTogether(batch === 1 ? pictures : pictures.map((values) => values.slice()));
    return { imagesPerSecond: (1_000 * done * batch) / watch.aloneMs };
  },
};

function inHand() {
  if (!loaded) throw new Error('no model is loaded');
  return loaded;
}

process.on('message', (question: TrialQuestion) => {
  const deed = deeds[question.ask] as (question: TrialQuestion) => Promise<TrialAnswers[Ask]>;
  deed(question).then(answer, (error: unknown) => answer({ unfit: String(error) }));
});
process.on('SIGINT', () => undefined); // as a lane: its service ends it
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit(0));

function answer(message: TrialAnswers[Ask] | Unfit): void {
  process.send?.(message, undefined, undefined, () => undefined);
}
