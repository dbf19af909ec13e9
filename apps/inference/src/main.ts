import { LeaseHolder } from '@easel/lease';
import { edition } from '@easel/license';
import { Repository } from '@easel/models';
import {
  CardWatch,
  createLogger,
  observeHost,
  onShutdown,
  readTrust,
  startTracing,
} from '@easel/platform';
import { admissions } from './admission.js';
import { readConfig } from './config.js';
import { laneCountHere } from './lanes/lane-count.js';
import { LanePool } from './lanes/lane-pool.js';
import { classifier } from './serving/classify.js';
import { Deployments } from './serving/deployments.js';
import { InferenceServer } from './serving/inference-server.js';
import { Tuner } from './tuning/tuner.js';

const config = readConfig();
const log = createLogger('inference', config.logLevel);

const cards = await CardWatch.start();
const lease = LeaseHolder.start({
  address: config.licensing,
  tls: config.tls,
  holder: 'inference',
  trust: readTrust(edition, config.home),
  log,
  observe: () => observeHost(edition, config.home, { cards: cards.reading }),
});
const repository = new Repository(config.models);
const machine = await laneCountHere(config.lanes, repository);
const pool = new LanePool({ lanes: machine.lanes, log });
const tuner = new Tuner({ ...config.tuning, machine, log });
const deployments = new Deployments({ repository, pool, tuner, log });
const admission = admissions(config.queue, pool);
const classify = classifier({ lease, deployments, admission, pool });
const tracing = await startTracing(config.tracing, log);
const face = { classify, deployments, admission, pool, tracing, log };
const server = await InferenceServer.start(config, face);

onShutdown(
  // The gateway stops first and has heard its answers by then; this is for when it has not.
  { log, patienceMs: 20_000 },
  () => server.drain(), // answers what is here before the lanes that do it go
  () => deployments.stop(),
  () => pool.drain(),
  () => lease.close(),
  () => cards.stop(),
  () => tracing?.close(),
);
log.info({ address: config.address, ...machine, edition: edition.kind }, 'inference ready');
process.send?.({ ready: true });
