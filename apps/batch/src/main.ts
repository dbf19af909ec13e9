import { InferenceClient } from '@easel/inference-client';
import { BatchStore } from '@easel/jobs';
import { LeaseHolder } from '@easel/lease';
import { edition } from '@easel/license';
import { createLogger, LogIds, onShutdown, readTrust } from '@easel/platform';
import { ChunkWorker } from './chunk-worker.js';
import { readConfig } from './config.js';
import { Keeper } from './keeper.js';
import { PictureFiles } from './picture-file.js';
import { Places } from './places.js';
import { openRedis } from './redis.js';
import { RedisTrouble } from './redis-trouble.js';
import { Retention } from './retention.js';
import { Upkeep } from './upkeep.js';

const config = readConfig();
const log = createLogger('batch', config.logLevel);

const trust = readTrust(edition, config.home);
const lease = LeaseHolder.start({ address: config.licensing, holder: 'batch', trust, log });
const inference = new InferenceClient(config.inference);
const trouble = new RedisTrouble(log);
const redis = openRedis(config.redis).on('error', trouble.hear);
const store = new BatchStore(config.home);
const retention = new Retention(store, config.keeping, log);
const common = { redis, trouble, store, lease, retention, log };
const keeper = new Keeper(common);
lease.onChange(keeper.wake);
// Enough that no lane waits for the next picture; what more there were would only wait in inference.
const places = new Places(() => 2 * (inference.load.now?.lanes ?? 1));
const tools = {
  inference,
  places,
  files: new PictureFiles(config.importRoots),
  logIds: new LogIds(config.instance),
};
const worker = new ChunkWorker({ ...common, tools, chunks: config.chunks, onIdle: keeper.wake });
const upkeep = new Upkeep(common);

onShutdown(
  { log, patienceMs: 10_000 },
  () => worker.close(), // puts down what it has in hand, for others
  () => Promise.all([keeper.close(), upkeep.close()]),
  () => redis.disconnect(),
  () => inference.close(),
  () => lease.close(),
);
log.info({ edition: edition.kind }, 'batch worker ready');
process.send?.({ ready: true });
