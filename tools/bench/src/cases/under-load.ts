import { readFile } from 'node:fs/promises';
import type { Easel } from '../easel/easel.js';
import { LoadGenerator } from '../load/load-generator.js';
import { classifyRequest } from '../load/request.js';
import type { ModelName } from '../models/model.js';
import { photo } from '../photos/photo.js';
import { countsOf, sum } from '../subjects/side.js';

/** What callers got while something happened to Easel, all of it. */
export interface Ordeal {
  /** How often each outcome was answered. */
  outcomes: Record<string, number>;
  /** All of them. */
  answers: number;
  unanswered: number;
}

const callers = 16;

/** Lets callers ask for a 640x480 JPEG from before something happens to after it. */
export async function underLoad(
  easel: Easel,
  model: ModelName,
  happen: () => Promise<void>,
): Promise<Ordeal> {
  const requests = [classifyRequest(model, await readFile(await photo('640x480.jpg')))];
  using load = await LoadGenerator.start({ address: easel.address, requests }, { callers });
  await happen();
  const { latencies, waiting: unanswered } = await load.stop();
  const outcomes = countsOf(latencies);
  return { outcomes, answers: sum(outcomes), unanswered };
}
