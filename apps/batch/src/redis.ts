import { connectionTo, type RedisPlace } from '@easel/jobs';
import { Redis } from 'ioredis';

const LONGEST_WAIT_MS = 5000;

/**
 * A connection that is opened again whenever it is lost, sooner at first. Whoever asks meanwhile waits: BullMQ wants it
 * so, and nothing here asks for more while an answer is out.
 */
export function openRedis(place: RedisPlace): Redis {
  const [address, options] = connectionTo(place);
  return new Redis(address, {
    ...options,
    maxRetriesPerRequest: null,
    connectTimeout: 5000,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 10), LONGEST_WAIT_MS),
    // What was the primary may be a replica now: its name leads to the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
}
