/** One class and how sure the model is of it, 0 to 1. */
export interface Score {
  name: string;
  score: number;
}

/** What a model's numbers become before they are compared. */
export const activations = {
  probabilities: (values: Float32Array) => values,
  logits: softmax,
};

/** The `count` best, falling; equal scores in the order of the labels. */
export function best(scores: Float32Array, labels: readonly string[], count: number): Score[] {
  return Array.from(scores.keys())
    .sort((a, b) => at(scores, b) - at(scores, a) || a - b)
    .slice(0, count)
    .map((index) => ({ name: labels[index] ?? '', score: at(scores, index) }));
}

function softmax(logits: Float32Array): Float32Array {
  // Less the largest, or exp() of a confident model overflows.
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

const at = (values: Float32Array, index: number) => values[index] ?? NaN;
