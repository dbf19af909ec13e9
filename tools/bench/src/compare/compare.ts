import type { Options } from '../options.js';
import { loadedEasel, type LoadedEaselOptions } from '../subjects/loaded-easel.js';
import { easelSide, type EaselSide } from '../subjects/side.js';
import { inTurn } from '../subjects/subject.js';
import type { Revision } from './revision.js';

/** What can be compared: work for an Easel, without a limit beside it. */
export const comparable = {
  throughput: { model: 'mobilenet-v2', photo: '640x480.jpg', callers: 16 },
  noop: { model: 'no-op', photo: '256x256.jpg', callers: 16 },
  alone: { model: 'mobilenet-v2', photo: '640x480.jpg', callers: 1 },
  large: { model: 'mobilenet-v2', photo: '4096x3072.jpg', callers: 8 },
  png: { model: 'mobilenet-v2', photo: '640x480.png', callers: 16 },
  bmp: { model: 'mobilenet-v2', photo: '640x480.bmp', callers: 16 },
} satisfies Record<string, LoadedEaselOptions>;

export type ComparableName = keyof typeof comparable;

export interface Comparison {
  name: ComparableName;
  one: EaselSide;
  other: EaselSide;
}

/** Two revisions on the same work, A B A B. */
export async function compare(
  name: ComparableName,
  [one, other]: [Revision, Revision],
  options: Options,
): Promise<Comparison> {
  await using first = await loadedEasel({ ...comparable[name], from: one.folder });
  await using second = await loadedEasel({ ...comparable[name], from: other.folder });
  const [ones, others] = await inTurn([first, second], options);
  return { name, one: easelSide(ones), other: easelSide(others) };
}
