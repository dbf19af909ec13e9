import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig, type Config } from './config.js';
import { checkout } from './demo.js';
import { requireFree } from './ports.js';
import { prepare } from './prepare.js';
import { explain, Refusal } from './refusal.js';
import { holdHome } from './hold-home.js';
import { ServiceEnded, services, Site, type ServiceName } from './site.js';

const READY_MS = 60_000;
const RESTART_MS = { first: 500, most: 10_000 };

const say = (line: string) => process.stdout.write(`${line}\n`);

const config = readConfig();
/** Set once it was told to leave. */
const told = { toStop: false };
try {
  await makeReady(config);
  await serve(config);
} catch (thrown) {
  if (told.toStop) process.exit(0); // it was told to leave before it was ready
  const error = explain(thrown, config.home);
  const plain = error instanceof Refusal || error instanceof ServiceEnded;
  process.stderr.write(`${plain ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
}

/** Everything that must be there before a service starts; each thing made only if it is missing. */
async function makeReady({ home, sockets, callers, operators }: Config): Promise<void> {
  for (const folder of [home, sockets]) mkdirSync(folder, { recursive: true, mode: 0o700 });
  await holdHome(home, join(sockets, 'start.sock'));
  if (callers.port !== 0 && callers.port === operators.port)
    throw new Refusal(
      `EASEL_PORT and EASEL_ADMIN_PORT are both ${callers.port}: give the operators' door another, such as EASEL_ADMIN_PORT=${callers.port + 1}`,
    );
  await requireFree({ ...callers, variable: 'EASEL_PORT' });
  await requireFree({ ...operators, variable: 'EASEL_ADMIN_PORT' });
  for (const line of await prepare(home)) say(line);
}

async function serve({ home, sockets, callers, operators }: Config): Promise<void> {
  const site = new Site({
    home,
    sockets,
    env: {
      EASEL_HOST: callers.host,
      EASEL_PORT: String(callers.port),
      EASEL_ADMIN_HOST: operators.host,
      EASEL_ADMIN_PORT: String(operators.port),
    },
  });
  const stop = async () => {
    if (told.toStop) return;
    told.toStop = true;
    say('Stopping …');
    await site.stopAll();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
  process.on('SIGHUP', () => void stop());

  for (const name of services) await site.start(name);
  await site.ready(READY_MS);
  greet(site, home);
  for (const name of services) void keepUp(site, name);
}

function greet(site: Site, home: string): void {
  const { callers, operators } = site.doors;
  const picture = join(checkout, 'examples/pictures/scratch-1.jpg');
  say(`
Easel is ready (development edition)
  callers    ${callers}    documentation at ${callers}/docs
  operators  ${operators}    metrics at ${operators}/metrics
  state      ${relative(process.cwd(), home) || home}    logs in ${join(relative(process.cwd(), home), 'log')}

Try it:
  curl -s ${callers}/surface-defects/ImageClassification -H 'Content-Type: image/jpeg' --data-binary @'${picture}'

Ctrl-C stops it.`);
}

/** Starts a service again when it ends by itself, waiting longer each time. */
async function keepUp(site: Site, name: ServiceName): Promise<void> {
  for (let pause = RESTART_MS.first; ; pause = Math.min(pause * 2, RESTART_MS.most)) {
    const how = await site.ended(name);
    if (told.toStop) return;
    say(`${name} ended (${how}), starting it again; its log is ${site.logFile(name)}`);
    await sleep(pause);
    await site.start(name).catch((error: unknown) => say(String(error)));
  }
}
