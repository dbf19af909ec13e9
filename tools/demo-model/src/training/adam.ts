const firstDecay = 0.9;
const secondDecay = 0.999;
const epsilon = 1e-8;
const longestGradient = 5;

/** Adam (Kingma and Ba, 2015) on a flat list of weights, gradients clipped to a length of 5. */
export class Adam {
  readonly #mean: Float32Array;
  readonly #square: Float32Array;
  #steps = 0;

  constructor(weights: number) {
    this.#mean = new Float32Array(weights);
    this.#square = new Float32Array(weights);
  }

  /** Changes `weights` against `gradient`. */
  step(weights: Float32Array, gradient: Float32Array, rate: number): void {
    this.#steps += 1;
    const clip = Math.min(1, longestGradient / length(gradient));
    const meanBias = 1 - firstDecay ** this.#steps;
    const squareBias = 1 - secondDecay ** this.#steps;
    for (let at = 0; at < weights.length; at += 1) {
      const slope = clip * (gradient[at] ?? 0);
      const mean = firstDecay * (this.#mean[at] ?? 0) + (1 - firstDecay) * slope;
      const square = secondDecay * (this.#square[at] ?? 0) + (1 - secondDecay) * slope * slope;
      this.#mean[at] = mean;
      this.#square[at] = square;
      const pace = mean / meanBias / (Math.sqrt(square / squareBias) + epsilon);
      weights[at] = (weights[at] ?? 0) - rate * pace;
    }
  }
}

function length(vector: Float32Array): number {
  let sum = 0;
  for (const value of vector) sum += value * value;
  return Math.sqrt(sum) || Number.MIN_VALUE;
}

const highest = 2e-3;

/** The learning rate of step `step` of `steps`: rises over the first tenth or 100, then falls as a cosine. */
export function learningRate(step: number, steps: number): number {
  const warmUp = Math.min(100, Math.ceil(steps / 10));
  if (step < warmUp) return (highest * (step + 1)) / warmUp;
  return (highest / 2) * (1 + Math.cos((Math.PI * (step - warmUp)) / (steps - warmUp)));
}
