import type { ModelName } from '../models/model.js';
import type { Options } from '../options.js';
import type { PhotoName } from '../photos/photo.js';
import { loadedEasel } from '../subjects/loaded-easel.js';
import { loops } from '../subjects/loops.js';
import { mannerOf, type Manner } from '../subjects/manner.js';
import { easelSide, limitSide, type EaselSide, type LimitSide } from '../subjects/side.js';
import { inTurn } from '../subjects/subject.js';

export interface Setting {
  model: ModelName;
  photo: PhotoName;
  callers: number;
}

export interface BesideLimit {
  limit: LimitSide;
  easel: EaselSide;
  /** How Easel ran the model, where it says so. */
  tuning?: Manner;
}

/** Easel under load, in turn with as many bare loops as it has lanes. */
export async function besideLimit(setting: Setting, options: Options): Promise<BesideLimit> {
  await using easel = await loadedEasel(setting);
  const { tuning } = easel;
  await using limit = await loops({ ...setting, manner: mannerOf(options, tuning) });
  const [limits, easels] = await inTurn([limit, easel], options);
  return { limit: limitSide(limits), easel: easelSide(easels), ...(tuning && { tuning }) };
}
