import { parseArgs } from 'node:util';
import { crowd, total } from './crowd.js';
import { TestSite } from './test-site.js';

const help = `Many callers at once, for a while: every answer is a result or 336100, and memory comes back.
With one caller: what an answer takes.

  npm run soak -- [--callers 200] [--seconds 60]`;

const { values } = parseArgs({
  options: {
    callers: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '60' },
    help: { type: 'boolean', default: false },
  },
});

if (values.help) say(help);
else process.exitCode = await soak(Number(values.callers), Number(values.seconds));

async function soak(callers: number, seconds: number): Promise<number> {
  await using site = await TestSite.start();
  const { tally, latencies, before, after } = await crowd(site, { callers, seconds });
  const { ok = 0, 336100: busy = 0, ...other } = tally;
  const quantile = (q: number) => (latencies[Math.floor(latencies.length * q)] ?? NaN).toFixed(1);
  say(`${callers} callers for ${seconds} s, the demo model, a 640x480 JPEG`);
  say(
    `  results   ${ok} (${(ok / seconds).toFixed(0)}/s), 336100 ${busy}, else ${JSON.stringify(other)}`,
  );
  say(`  latency   p50 ${quantile(0.5)} ms, p99 ${quantile(0.99)} ms`);
  for (const [name, mib] of Object.entries(before))
    say(
      `  memory    ${name} ${mib.toFixed(0)} MiB before, ${after[name as keyof typeof after].toFixed(0)} after`,
    );
  const good = ok > 0 && Object.keys(other).length === 0 && total(after) < total(before) * 1.25;
  return good ? 0 : 1;
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
