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
  // Of a thousand classes a handful is asked for: each finds its place among the best so far, most have none.
  const found: number[] = [];
  for (let index = 0; index < scores.length; index += 1) {
    const above = (other: number | undefined) =>
      other !== undefined && at(scores, other) >= at(scores, index);
    if (found.length >= count && above(found.at(-1))) continue;
    let place = found.length;
    while (place > 0 && !above(found[place - 1])) place -= 1;
    found.splice(place, 0, index);
    if (found.length > count) found.pop();
  }
  return found.map((index) => ({ name: labels[index] ?? '', score: at(scores, index) }));
}

function softmax(logits: Float32Array): Float32Array {
  // Less the largest, or exp() of a confident model overflows.
  const largest = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = logits.map((logit) => Math.exp(logit - largest));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
}

const at = (values: Float32Array, index: number) => values[index] ?? NaN;
