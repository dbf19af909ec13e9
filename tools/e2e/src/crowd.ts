import { family, pssMib } from '@easel/bench/processes';
import { EaselClient } from '@easel/contract';
import { services, type ServiceName } from '@easel/run';
import { example } from './fixtures.js';
import { load, type LoadReport } from './load.js';
import { demo, type TestSite } from './test-site.js';

/** MiB that each service holds, its lanes with it. */
export type Memory = Record<ServiceName, number>;

/** What a crowd of callers got, and what it left behind. */
export interface CrowdReport extends LoadReport {
  /** When nothing is under way, after a warm-up that fills every cache, and at the end. */
  before: Memory;
  after: Memory;
}

/** Many callers at once for a while. */
export async function crowd(
  site: TestSite,
  options: { callers: number; seconds: number },
): Promise<CrowdReport> {
  const client = new EaselClient(site.url);
  const photo = example('jpg').bytes.toString('base64');
  const post = () => client.classify(demo, photo, 3);
  const run = (seconds: number) =>
    load(post, { callers: options.callers, signal: AbortSignal.timeout(seconds * 1000) });
  await run(options.seconds); // as long, since buffers and heaps grow to what a load needs: the same again needs no more
  const before = memoryOf(site);
  const report = await run(options.seconds);
  return { ...report, before, after: memoryOf(site) };
}

/** All services together, MiB. */
export const total = (memory: Memory): number =>
  Object.values(memory).reduce((sum, one) => sum + one, 0);

const memoryOf = (site: TestSite): Memory =>
  Object.fromEntries(services.map((name) => [name, pssMib(family(site.pid(name)))])) as Memory;
