import { parentPort, workerData } from 'node:worker_threads';
import { Rng } from '../drawing/rng.js';
import { inputLength } from '../input/preprocessing.js';
import { labels } from '../labels.js';
import { Adam, learningRate } from './adam.js';
import { augment } from './augment.js';
import { startBackend } from './backend.js';
import { Barrier } from './barrier.js';
import { drawInto, labelIndex } from './dataset.js';
import { lossAndGradient, type Batch } from './network.js';
import { batch, labelSmoothing, stepsPerEpoch, type Plan } from './plan.js';
import type { Shared } from './shared.js';
import { initialWeights, weightCount } from './weights.js';

/** What a worker says while it trains; worker 0 speaks for all. */
export type Report = { epoch: number; loss: number } | { weights: Float32Array };

const { plan, shared, rank } = workerData as { plan: Plan; shared: Shared; rank: number };
const barrier = new Barrier(shared.barrier, plan.workers);
const pictures = new Uint8Array(shared.pictures);
const gradients = Array.from({ length: plan.workers }, (_, worker) => {
  const bytes = (weightCount + 1) * Float32Array.BYTES_PER_ELEMENT;
  return new Float32Array(shared.gradients, worker * bytes, weightCount + 1);
});

const report = (message: Report) => rank === 0 && parentPort?.postMessage(message);

for (let index = rank; index < plan.pictures; index += plan.workers)
  drawInto(pictures, index, plan.seed);
await startBackend();
barrier.wait();

// Every worker holds all weights and changes them in the same way, so none has to be sent.
const weights = initialWeights(plan.seed);
const adam = new Adam(weightCount);
const sum = new Float32Array(weightCount + 1);
const steps = stepsPerEpoch(plan);
for (let epoch = 0; epoch < plan.epochs; epoch += 1) {
  const order = new Rng(plan.seed, `order ${epoch}`).shuffle(
    Uint32Array.from({ length: plan.pictures }, (_, index) => index),
  );
  let loss = 0;
  for (let step = 0; step < steps; step += 1) {
    const all = order.subarray(step * batch, (step + 1) * batch);
    const part = lossAndGradient(weights, prepare(mine(all), epoch));
    gradients[rank]?.set(part.gradient);
    gradients[rank]?.set([part.loss], weightCount);
    barrier.wait();
    addUp();
    barrier.wait(); // nobody may write the next gradient while another still reads this one
    loss += sum[weightCount] ?? 0;
    const rate = learningRate(epoch * steps + step, plan.epochs * steps);
    adam.step(weights, sum.subarray(0, weightCount), rate);
  }
  report({ epoch: epoch + 1, loss: loss / steps });
}
report({ weights });

function mine(all: Uint32Array): Uint32Array {
  const edge = (worker: number) => Math.round((worker * batch) / plan.workers);
  return all.subarray(edge(rank), edge(rank + 1));
}

function prepare(indices: Uint32Array, epoch: number): Batch {
  const batchPictures = new Float32Array(indices.length * inputLength);
  const targets = new Float32Array(indices.length * labels.length).fill(
    labelSmoothing / labels.length,
  );
  indices.forEach((index, at) => {
    const start = index * inputLength;
    augment(
      pictures.subarray(start, start + inputLength),
      batchPictures.subarray(at * inputLength, (at + 1) * inputLength),
      new Rng(plan.seed, `augment ${epoch} ${index}`),
    );
    const target = at * labels.length + labelIndex(index);
    targets[target] = (targets[target] ?? 0) + 1 - labelSmoothing;
  });
  return { pictures: batchPictures, targets, share: 1 / batch };
}

/** The same order in every worker, so that all round alike. */
function addUp(): void {
  sum.fill(0);
  for (const gradient of gradients)
    for (let at = 0; at < sum.length; at += 1) sum[at] = (sum[at] ?? 0) + (gradient[at] ?? 0);
}
