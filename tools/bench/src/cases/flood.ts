import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Easel } from '../easel/easel.js';
import { AnswerBook } from '../load/answer-book.js';
import { arrive } from '../load/arrivals.js';
import { LoadGenerator } from '../load/load-generator.js';
import type { Pace } from '../load/protocol.js';
import { classifyRequest, healthRequest } from '../load/request.js';
import { deploy } from '../models/model.js';
import { photo } from '../photos/photo.js';
import type { EaselRound } from '../subjects/side.js';
import { LEAD_MS } from '../subjects/subject.js';
import { window } from '../subjects/window.js';

const model = 'mobilenet-v2';
/** Beyond it arrivals wait for a connection, and their time counts. Fewer than the gateway takes. */
const CONNECTIONS = 2_000;
const HEALTH_PER_SECOND = 20;
const CLOSED_MS = { warmUp: 5_000, round: 10_000 };
const HEALTH_PATIENCE_MS = 10_000;

export interface Flood {
  /** What it does with as many callers as it can serve, before and after. */
  before: EaselRound;
  after: EaselRound;
  /** While more arrives than it can do, and has for a while. */
  during: EaselRound;
  /** Of all that arrived, before and after that, too. */
  undeserved: Record<string, number>;
  unanswered: number;
  /** Milliseconds, of what was answered during that. */
  health: number[];
}

/** Arrivals at so many times what Easel can do, and its health asked for meanwhile by somebody else. */
export async function flood(times: number, seconds: number): Promise<Flood> {
  const picture = await readFile(await photo('640x480.jpg'));
  await using easel = await Easel.start({ models: (repository) => deploy(repository, model) });
  const { address } = easel;
  const load = (pace: Pace) =>
    LoadGenerator.start({ address, requests: [classifyRequest(model, picture)] }, pace);
  const closed = async () => {
    using calls = await load({ callers: 16 });
    await window(easel, calls, CLOSED_MS.warmUp);
    const round = await window(easel, calls, CLOSED_MS.round);
    await calls.stop();
    return round;
  };

  const before = await closed();
  const health = new AnswerBook();
  using arriving = await load({ perSecond: times * before.perSecond, connections: CONNECTIONS });
  const enough = arrive(
    { address, requests: [healthRequest], book: health },
    { perSecond: HEALTH_PER_SECOND, connections: 8 },
  );
  await sleep(LEAD_MS);
  health.take();
  const during = await window(easel, arriving, seconds * 1000);
  const { latencies } = health.take();
  const { undeserved, waiting: unanswered } = await arriving.stop();
  await enough(HEALTH_PATIENCE_MS);
  const asked = health.take();
  const failed = [...Object.keys(asked.undeserved), ...(asked.waiting > 0 ? ['no answer'] : [])];
  if (failed.length > 0) throw new Error(`health: ${failed.join(', ')}`);
  const after = await closed();
  return { before, during, after, undeserved, unanswered, health: latencies.ok ?? [] };
}
