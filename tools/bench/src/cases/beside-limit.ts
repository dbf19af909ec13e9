import type { ModelName } from '../models/model.js';
import type { Options } from '../options.js';
import type { PhotoName } from '../photos/photo.js';
import { loadedEasel } from '../subjects/loaded-easel.js';
import { loops } from '../subjects/loops.js';
import { easelSide, limitSide, type EaselSide, type LimitSide } from '../subjects/side.js';
import { inTurn } from '../subjects/subject.js';

export interface Setting {
  model: ModelName;
  photo: PhotoName;
  callers: number;
}

/** Easel under load, in turn with as many bare loops as fill the machine. */
export async function besideLimit(
  setting: Setting,
  options: Options,
): Promise<{ limit: LimitSide; easel: EaselSide }> {
  const { cores, threads } = options;
  const processes = Math.max(1, Math.floor(cores / threads));
  await using limit = await loops({ ...setting, processes, threads });
  await using easel = await loadedEasel(setting);
  const [limits, easels] = await inTurn([limit, easel], options);
  return { limit: limitSide(limits), easel: easelSide(easels) };
}
