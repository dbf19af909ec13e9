import type { Picture } from '../drawing/draw.js';
import { fit, normalize } from '../input/preprocessing.js';
import { labels, type Label } from '../labels.js';
import { classify } from '../training/network.js';

export interface Answer {
  name: Label;
  /** 0 to 1. */
  score: number;
}

/** The label that the network finds likeliest. The backend must have been started. */
export function name(weights: Float32Array, picture: Picture): Answer {
  const scores = classify(weights, Float32Array.from(fit(picture), normalize));
  const answers = labels.map((label, index) => ({ name: label, score: scores[index] ?? 0 }));
  return answers.reduce((best, answer) => (answer.score > best.score ? answer : best));
}
