import { inputLength } from '../input/preprocessing.js';
import { Barrier } from './barrier.js';
import type { Plan } from './plan.js';
import { weightCount } from './weights.js';

/** The memory that the workers of one training share. */
export interface Shared {
  barrier: SharedArrayBuffer;
  /** Every picture's grey levels, one after another. */
  pictures: SharedArrayBuffer;
  /** For each worker its gradient, and then its loss. */
  gradients: SharedArrayBuffer;
}

export const allocate = ({ pictures, workers }: Plan): Shared => ({
  barrier: Barrier.share(),
  pictures: new SharedArrayBuffer(pictures * inputLength),
  gradients: new SharedArrayBuffer(workers * (weightCount + 1) * Float32Array.BYTES_PER_ELEMENT),
});
