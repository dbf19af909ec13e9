import { InferenceClient } from '@easel/inference-client';
import 'reflect-metadata';
import { LeaseHolder } from '@easel/lease';
import { edition } from '@easel/license';
import { createLogger, onShutdown, readTrust, startTracing } from '@easel/platform';
import { readConfig } from './config.js';
import { Gateway } from './gateway.js';
import { LicenseDesk } from './license/license-desk.js';

const config = readConfig();
const log = createLogger('gateway', config.logLevel);

const lease = LeaseHolder.start({
  address: config.licensing,
  tls: config.tls,
  holder: 'gateway',
  trust: readTrust(edition, config.home),
  log,
});
const inference = new InferenceClient(config.inference, config.tls);
const licenseDesk = new LicenseDesk(config.licensing, config.tls);
const tracing = await startTracing(config.tracing, log);
const ground = { config, edition: edition.kind, lease, inference, licenseDesk, tracing, log };
const gateway = await Gateway.open(ground).catch((err: unknown) => {
  log.fatal({ err }, 'gateway cannot start');
  process.exit(1);
});

onShutdown(
  { log, patienceMs: config.patienceMs },
  () => gateway.announceEnd(), // not ready first, so that balancers look elsewhere while we still answer
  () => gateway.close(),
  () => inference.close(), // after the answers that it still owed
  () => licenseDesk.close(),
  () => lease.close(),
  () => tracing?.close(),
);
const { callers, operators } = gateway;
log.info({ callers, operators, edition: edition.kind }, 'gateway ready');
process.send?.({ ready: true, callers, operators });
