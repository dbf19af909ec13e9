import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile } from '@easel/bench/quantile';
import { BatchClient } from '@easel/contract';
import { example } from '../fixtures.js';
import { KnownPictures } from '../known-pictures.js';
import { StubbornCaller } from '../stubborn-caller.js';
import { demo, TestSite } from '../test-site.js';
import { say, verdict, type Ordeal } from './ordeal.js';

const BEFORE_MS = 30_000;
const EVERY_MS = 50;
/** Of callers' p99 without Redis, what it may be of that before. */
const MOST = 1.3;

/** Redis goes away for minutes in the middle of a batch, while callers ask. */
export const outage: Ordeal = async ({ pictures, minutes }) => {
  await using site = await TestSite.start({ batches: true });
  const known = await KnownPictures.ask(site.client);
  const caller = new StubbornCaller(site);
  const client = new BatchClient(site.url, demo);
  const live = (ms: number) => ask(site, ms);
  const create = (count: number) => caller.create(() => known.tar(count), randomUUID());

  await live(5000);
  const before = await live(BEFORE_MS);
  const first = await create(pictures);
  const beside = await live(BEFORE_MS / 3);
  await site.stop('redis', 'SIGKILL');
  const second = await create(100);
  const without = await live(minutes * 60_000);
  const waiting = await Promise.all([first, second].map(({ id }) => client.get(id)));
  const back = performance.now();
  await site.start('redis');
  const moved = await caller.moved(first.id, waiting[0]?.done ?? 0);
  const goesOnAfter = (performance.now() - back) / 1000;
  const faults: string[] = [];
  for (const [{ id }, count] of [
    [first, pictures],
    [second, 100],
  ] as const) {
    await caller.ended(id);
    faults.push(...known.faults(await caller.results(id), count));
  }

  say(`Redis gone for ${minutes} minutes, a caller every ${EVERY_MS} ms
  callers    ${describe('before', before)}
             ${describe('beside a batch', beside)}
             ${describe('without Redis', without)}
  batches    ${waiting.map(({ state, why, done }) => `${state} at ${done} (${why ?? ''})`).join('; ')}
  goes on    ${goesOnAfter.toFixed(1)} s after Redis is back, at ${moved}`);
  const failed = [before, beside, without].reduce((sum, each) => sum + each.failed, 0);
  if (failed > 0) faults.push(`${failed} callers got no results`);
  if (p99(without) > MOST * p99(before))
    faults.push(`callers' p99 is over ${MOST} times as before`);
  for (const { state, why } of waiting)
    if (state !== 'waiting' || !why?.includes('Redis')) faults.push(`a batch is ${state}: ${why}`);
  return verdict(faults);
};

interface Live {
  /** Rising, milliseconds. */
  latencies: number[];
  failed: number;
}

/** Callers who come at a steady pace, whatever the others wait for. */
async function ask(site: TestSite, ms: number): Promise<Live> {
  const photo = example('jpg').bytes;
  const latencies: number[] = [];
  let failed = 0;
  const one = async () => {
    const asked = performance.now();
    const answer = await site.client.classify(demo, photo, 1).catch(() => ({}));
    if ('results' in answer) latencies.push(performance.now() - asked);
    else failed += 1;
  };
  const under: Promise<void>[] = [];
  const end = performance.now() + ms;
  while (performance.now() < end) {
    under.push(one());
    await sleep(EVERY_MS);
  }
  await Promise.all(under);
  return { latencies: latencies.sort((a, b) => a - b), failed };
}

const p99 = ({ latencies }: Live) => quantile(latencies, 0.99);

const describe = (when: string, live: Live) =>
  `${when.padEnd(15)} p50 ${quantile(live.latencies, 0.5).toFixed(1)} ms, p99 ${p99(live).toFixed(1)} ms, ${live.latencies.length} results, ${live.failed} failed`;
