import { LeaseHolder } from '@easel/lease';
import { edition } from '@easel/license';
import { Repository } from '@easel/models';
import { CardWatch, createLogger, observeHost, onShutdown, readTrust } from '@easel/platform';
import { Admission } from './admission.js';
import { readConfig } from './config.js';
import { LanePool } from './lanes/lane-pool.js';
import { classifier } from './serving/classify.js';
import { Deployments } from './serving/deployments.js';
import { InferenceServer } from './serving/inference-server.js';

const config = readConfig();
const log = createLogger('inference', config.logLevel);

const cards = await CardWatch.start();
const lease = LeaseHolder.start({
  address: config.licensing,
  holder: 'inference',
  trust: readTrust(edition, config.home),
  log,
  observe: () => observeHost(edition, config.home, { cards: cards.reading }),
});
const pool = new LanePool({ lanes: config.lanes, log });
const deployments = new Deployments({ repository: new Repository(config.models), pool, log });
const admission = new Admission(config.queue, () => pool.expectedWaitMs());
const classify = classifier({ lease, deployments, admission, pool });
const face = { classify, deployments, admission, pool, log };
const server = await InferenceServer.start(config.address, face);

onShutdown(
  // The gateway stops first and has heard its answers by then; this is for when it has not.
  { log, patienceMs: 20_000 },
  () => server.drain(), // answers what is here before the lanes that do it go
  () => deployments.stop(),
  () => pool.drain(),
  () => lease.close(),
  () => cards.stop(),
);
log.info({ address: config.address, lanes: pool.lanes, edition: edition.kind }, 'inference ready');
process.send?.({ ready: true });
