import { Redis } from 'ioredis';

export interface RedisPlace {
  /** `redis://:PASSWORD@HOST:PORT` or `unix:///absolute/path`. */
  url: string;
  /** In place of one in the URL. */
  password?: string | undefined;
}

const LONGEST_WAIT_MS = 5000;

/**
 * A connection that is opened again whenever it is lost, sooner at first. Whoever asks meanwhile waits: BullMQ wants it
 * so, and nothing here asks for more while an answer is out.
 */
export function openRedis({ url, password }: RedisPlace): Redis {
  return new Redis(url.replace(/^unix:\/\//, ''), {
    ...(password !== undefined && { password }),
    maxRetriesPerRequest: null,
    connectTimeout: 5000,
    retryStrategy: (times) => Math.min(100 * 2 ** Math.min(times, 10), LONGEST_WAIT_MS),
    // What was the primary may be a replica now: its name leads to the new one.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
}
