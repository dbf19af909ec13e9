/** What decides the trained weights, to the bit: the same plan gives the same model. */
export interface Plan {
  /** How many pictures to draw, an equal number of each label. */
  pictures: number;
  /** How often the network sees each of them. */
  epochs: number;
  /** Picks the pictures, the first weights, the order and every augmentation. */
  seed: number;
  /** Threads; each takes its part of every step. Sums are rounded in another order with another count. */
  workers: number;
}

/** Pictures in one step, of all workers. */
export const batch = 64;

/** The share of the target that all labels get alike, so that no score becomes a flat 1.000. */
export const labelSmoothing = 0.06;

/** Whole batches only: the order changes with every epoch, so what is left over has its turn in another. */
export const stepsPerEpoch = ({ pictures }: Plan): number => Math.floor(pictures / batch);
