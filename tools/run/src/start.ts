import { existsSync } from 'node:fs';
import { join, relative } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readConfig, type Config } from './config.js';
import { checkout } from './demo.js';
import { requireFree } from './ports.js';
import { findRedisServer } from './redis-server.js';
import { prepare } from './prepare.js';
import { explain, Refusal } from './refusal.js';
import { holdHome } from './hold-home.js';
import { makePrivate } from './private-folder.js';
import { ServiceEnded, services, Site, type Doors, type ServiceName } from './site.js';
import type { Readiness } from '@easel/contract';

/** Models may load for longer: then it says so, and goes on. */
const READY_MS = 30_000;
const RESTART_MS = { first: 500, most: 10_000, healthy: 60_000 };

/** The operators' door that `easel` asks where nobody names one. */
const USUAL_DOOR = 'http://127.0.0.1:8081';

const say = (line: string) => process.stdout.write(`${line}\n`);

const config = readConfig();
let stopping = false;
/** Whether it was told to leave. */
const isLeaving = () => stopping;
try {
  await makeReady(config);
  await serve(config);
} catch (thrown) {
  if (isLeaving()) process.exit(0); // it was told to leave before it was ready
  const error = explain(thrown, config.home);
  const plain = error instanceof Refusal || error instanceof ServiceEnded;
  process.stderr.write(`${plain ? error.message : String((error as Error).stack)}\n`);
  process.exit(1);
}

/** Everything that must be there before a service starts; each thing made only if it is missing. */
async function makeReady({ home, sockets, callers, operators }: Config): Promise<void> {
  for (const folder of [home, sockets]) makePrivate(folder);
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
  const ownRedis = (process.env.EASEL_REDIS_URL ?? '') === '';
  const redisServer = ownRedis ? findRedisServer() : undefined;
  const site = new Site({
    home,
    sockets,
    redisServer,
    env: {
      EASEL_HOST: callers.host,
      EASEL_PORT: String(callers.port),
      EASEL_ADMIN_HOST: operators.host,
      EASEL_ADMIN_PORT: String(operators.port),
    },
  });
  const stop = async () => {
    if (isLeaving()) return;
    stopping = true;
    say('Stopping …');
    await site.stopAll();
    process.exit(0);
  };
  process.on('SIGINT', () => void stop());
  process.on('SIGTERM', () => void stop());
  process.on('SIGHUP', () => void stop());

  for (const name of services) await site.start(name);
  for (const name of services) void keepUp(site, name);
  if (redisServer !== undefined) await startBeside(site, 'redis');
  if (redisServer !== undefined || !ownRedis) await startBeside(site, 'batch');
  else
    say(
      'Batches: none, since there is no redis-server on the PATH; install it (Debian: apt-get install redis-server) and start again',
    );
  const readiness = await site.ready(READY_MS);
  if (!isLeaving()) greet({ doors: site.doors, readiness, home });
}

function greet({ doors, readiness, home }: Greeting): void {
  const { callers, operators } = doors;
  const { ready, reasons, deployments, edition } = readiness;
  const picture = join(checkout, 'examples/pictures/scratch-1.jpg');
  const [first] = deployments.filter(({ state }) => state === 'serving');
  const state = relative(process.cwd(), home);
  const shown = state === '' || state.startsWith('..') ? home : state;
  say(`
Easel ${ready ? 'is ready' : 'runs, but is not ready'} (${edition} edition)
  callers    ${callers}    documentation at ${callers}/docs
  operators  ${operators}    metrics at ${operators}/metrics
  state      ${shown}    logs in ${join(shown, 'log')}`);
  if (existsSync(join(home, 'admin/first-password')))
    say(
      `  admin      npm run easel -- admin passwd${operators === USUAL_DOOR ? '' : ` --url ${operators}`} --secret-file ${join(shown, 'admin/first-password')}`,
    );
  for (const reason of reasons) say(`  not ready  ${reason}`);
  if (first)
    say(`
Try it:
  curl -s ${callers}/${first.name}/ImageClassification -H 'Content-Type: image/jpeg' --data-binary @'${picture}'`);
  say('\nCtrl-C stops it.');
}

interface Greeting {
  doors: Doors;
  readiness: Readiness;
  home: string;
}

/** Starts one that classifying does not need: without it everything else runs. */
async function startBeside(site: Site, name: ServiceName): Promise<void> {
  await site.start(name).catch((error: unknown) => say(String(error)));
  void keepUp(site, name);
}

/** Starts a service again when it ends by itself, waiting longer each time that it ends young. */
async function keepUp(site: Site, name: ServiceName): Promise<void> {
  for (let pause = RESTART_MS.first; ; pause = Math.min(pause * 2, RESTART_MS.most)) {
    const born = performance.now();
    const how = await site.ended(name);
    if (isLeaving()) return;
    if (performance.now() - born > RESTART_MS.healthy) pause = RESTART_MS.first;
    say(`${name} ended (${how}), starting it again; its log is ${site.logFile(name)}`);
    await sleep(pause);
    if (isLeaving()) return;
    await site.start(name).catch((error: unknown) => say(String(error)));
  }
}
