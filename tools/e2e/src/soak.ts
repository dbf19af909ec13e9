import { parseArgs } from 'node:util';
import { crowd } from './crowd.js';
import { TestSite } from './test-site.js';

const help = `Many callers at once, for a while: every answer is a result or 336100, and memory comes back.

  npm run soak -- [--callers 200] [--seconds 60]`;

const { values } = parseArgs({
  options: {
    callers: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '60' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) process.stdout.write(`${help}\n`);
else process.exitCode = await soak(Number(values.callers), Number(values.seconds));

async function soak(callers: number, seconds: number): Promise<number> {
  await using site = await TestSite.start();
  const { tally, before, after } = await crowd(site, { callers, seconds });
  const { ok = 0, 336100: busy = 0, ...other } = tally;
  process.stdout.write(`${callers} callers for ${seconds} s\n`);
  process.stdout.write(`  results ${ok} (${(ok / seconds).toFixed(0)}/s), 336100 ${busy}\n`);
  process.stdout.write(`  anything else ${JSON.stringify(other)}\n`);
  process.stdout.write(`  memory ${before.toFixed(0)} MiB before, ${after.toFixed(0)} MiB after\n`);
  return ok > 0 && Object.keys(other).length === 0 && after < before * 1.25 ? 0 : 1;
}
