import { setTimeout as sleep } from 'node:timers/promises';
import { pssMib } from '@easel/bench/processes';
import { examples } from './fixtures.js';
import { makeBatch, rowsOf, wipeRedis } from './made-batch.js';
import { TestSite } from './test-site.js';

// A batch while everything is killed at random: `npm run batch-torture [PICTURES]`. Fails unless each picture has one row.

const pictures = Number(process.argv[2] ?? 10_000);
const photos = examples.filter(({ file }) => file.endsWith('.jpg'));
const photoAt = (at: number) => photos[at % photos.length] ?? photos[0];
const say = (line: string) => process.stdout.write(`${line}\n`);

await using site = await TestSite.start({ batches: true });
const batch = await makeBatch(site, {
  pictures,
  file: (at) => photoAt(at)?.bytes ?? Buffer.alloc(0),
});
const begun = performance.now();
const kills: Record<string, number> = {};
let most = 0;
while (batch.end === undefined) {
  await sleep(500 + Math.random() * 4000);
  most = Math.max(most, pssMib([site.pid('batch')]));
  const names = ['batch', 'batch', 'redis', 'inference', 'licensing'] as const;
  const name = names[Math.floor(Math.random() * names.length)] ?? 'batch';
  await site.stop(name, 'SIGKILL');
  const wiped = name === 'redis' && Math.random() < 0.5;
  if (wiped) await wipeRedis(site);
  await site.start(name);
  const what = wiped ? 'redis and its data' : name;
  kills[what] = (kills[what] ?? 0) + 1;
}
const seconds = (performance.now() - begun) / 1000;
const rows = await rowsOf(batch);
const wrong = rows.filter(
  (row, at) =>
    row.id !== `picture ${at}` ||
    !('results' in row) ||
    row.results[0]?.name !== photoAt(at)?.label,
).length;
const whole = rows.length === pictures && wrong === 0;
say(`${pictures} pictures in ${seconds.toFixed(0)} s; killed: ${JSON.stringify(kills)}
  rows       ${rows.length}, of them wrong or out of place ${wrong}
  worker     ${most.toFixed(0)} MiB at most
  verdict    ${whole ? 'one row for each picture' : 'NOT one row for each picture'}`);
process.exitCode = whole ? 0 : 1;
