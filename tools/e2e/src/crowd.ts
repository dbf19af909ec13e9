import { EaselClient } from '@easel/contract';
import { example } from './fixtures.js';
import { load, type Tally } from './load.js';
import { family, pssMib } from './memory.js';
import { demo, type TestSite } from './test-site.js';

/** What a crowd of callers got, and what it left behind. */
export interface CrowdReport {
  tally: Tally;
  /** Memory of all services before and after, MiB, each when nothing was under way. */
  before: number;
  after: number;
}

/** Many callers at once for a while, after a warm-up that fills every cache. */
export async function crowd(
  site: TestSite,
  options: { callers: number; seconds: number },
): Promise<CrowdReport> {
  const client = new EaselClient(site.url);
  const photo = example('jpg').bytes.toString('base64');
  const post = () => client.classify(demo, photo, 3);
  const run = (seconds: number) =>
    load(post, { callers: options.callers, signal: AbortSignal.timeout(seconds * 1000) });
  await run(Math.max(5, options.seconds / 4));
  const before = memoryOf(site);
  const tally = await run(options.seconds);
  return { tally, before, after: memoryOf(site) };
}

function memoryOf(site: TestSite): number {
  const pids = (['licensing', 'inference', 'gateway'] as const).flatMap((name) =>
    family(site.pid(name)),
  );
  return pssMib(pids);
}
