import { Worker } from 'node:worker_threads';
import type { Plan } from './plan.js';
import { allocate } from './shared.js';
import type { Report } from './worker.js';

/**
 * Draws the pictures of `plan` and trains the network on them; minutes for thousands of pictures.
 * @param onEpoch is told each epoch's number, from 1, and its mean loss.
 * @returns the weights, in the order of `layout`.
 */
export async function train(
  plan: Plan,
  onEpoch: (epoch: number, loss: number) => void,
): Promise<Float32Array> {
  const shared = allocate(plan);
  const program = new URL('./worker.js', import.meta.url);
  const workers = Array.from(
    { length: plan.workers },
    (_, rank) => new Worker(program, { workerData: { plan, shared, rank } }),
  );
  try {
    return await new Promise((resolve, reject) => {
      for (const worker of workers) {
        worker.on('error', reject); // the others would wait for it for ever
        worker.on('message', (report: Report) => {
          if ('weights' in report) resolve(report.weights);
          else onEpoch(report.epoch, report.loss);
        });
      }
    });
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}
