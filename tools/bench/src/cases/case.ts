import type { Options } from '../options.js';
import type { EaselSide, LimitSide } from '../subjects/side.js';
import type { Manner } from '../subjects/manner.js';
import type { Words } from '../words.js';
import type { Figure } from './figure.js';

/** One row of measurements: the same work by bare loops and by Easel. */
export interface Measurement {
  what: Words;
  limit?: LimitSide;
  easel?: EaselSide;
  /** How Easel ran the model, where it says so. */
  tuning?: Manner;
}

export interface Outcome {
  measurements: Measurement[];
  figures: Figure[];
}

/** Something that can be measured. */
export interface Case {
  title: Words;
  /** For the command's help. */
  about: string;
  /** Of a round, or of the whole, unless something else is asked for. */
  seconds: number;
  run(options: Options): Promise<Outcome>;
}
