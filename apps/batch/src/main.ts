import { InferenceClient } from '@easel/inference-client';
import { LeaseHolder } from '@easel/lease';
import { edition } from '@easel/license';
import { createLogger, onShutdown, readTrust } from '@easel/platform';
import { BatchWorker } from './batch-worker.js';
import { readConfig } from './config.js';
import { Pulse } from './pulse.js';

const config = readConfig();
const log = createLogger('batch', config.logLevel);

const lease = LeaseHolder.start({
  address: config.licensing,
  tls: config.tls,
  holder: 'batch',
  trust: readTrust(edition, config.home),
  log,
});
const inference = new InferenceClient(config.inference, config.tls);
const worker = new BatchWorker({ config, lease, inference, log });
if (config.pulse !== undefined) await Pulse.on(config.pulse, () => worker.condition());

onShutdown(
  { log, patienceMs: 10_000 },
  () => worker.close(), // before what its pictures ask
  () => inference.close(),
  () => lease.close(),
);
log.info({ edition: edition.kind }, 'batch worker ready');
process.send?.({ ready: true });
