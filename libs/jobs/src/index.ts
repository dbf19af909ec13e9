export { Batch, CHUNK } from './batch.js';
export { type Description, type End, type Picture, type Row, type Wanted } from './batch-files.js';
export { PictureLists } from './picture-lists.js';
export { redisFaultOf, type RedisFault } from './redis-fault.js';
export { connectionTo, type RedisPlace } from './redis-place.js';
export { hashKey } from './idempotency-keys.js';
export { BatchStore } from './batch-store.js';
export { chunkJobId, chunkJobSchema, queues, upkeepJobs, type ChunkJob } from './queues.js';
