import { randomInt } from 'node:crypto';
import { readEnv, settings } from '@easel/platform';
import { z } from 'zod';

/** Everything the batch worker takes from its environment. Descriptions complete the sentence "NAME takes …". */
const environment = z.object({
  EASEL_HOME: settings.folder(),
  EASEL_INFERENCE_ADDRESS: settings.addresses(),
  EASEL_LICENSING_ADDRESS: settings.address(),
  EASEL_REDIS_URL: settings
    .redisUrl()
    .unwrap()
    .describe('redis://:PASSWORD@HOST:PORT or unix:///absolute/path'),
  EASEL_REDIS_PASSWORD_FILE: settings.secretFile(),
  EASEL_IMPORT_ROOTS: settings.folders(),
  EASEL_BATCH_SOCKET: settings.folder().optional(),
  EASEL_BATCH_CHUNKS: settings.count(4, { min: 1, max: 256 }),
  EASEL_BATCH_KEEP_DAYS: settings.count(30, { min: 0, max: 36_500 }),
  EASEL_BATCH_KEEP_PICTURES: z.enum(['on', 'off']).default('off').describe('on or off'),
  EASEL_SERVICES_TLS: settings.tlsFolder(),
  EASEL_LOG_LEVEL: settings.logLevel(),
});

/** The settings by what they are for. */
function toConfig(given: z.output<typeof environment>) {
  return {
    home: given.EASEL_HOME,
    tls: given.EASEL_SERVICES_TLS,
    logLevel: given.EASEL_LOG_LEVEL,
    licensing: given.EASEL_LICENSING_ADDRESS,
    inference: given.EASEL_INFERENCE_ADDRESS,
    redis: { url: given.EASEL_REDIS_URL, password: given.EASEL_REDIS_PASSWORD_FILE },
    /** Where a health check asks; undefined: nobody does. */
    pulse: given.EASEL_BATCH_SOCKET,
    importRoots: given.EASEL_IMPORT_ROOTS,
    chunks: given.EASEL_BATCH_CHUNKS,
    keeping: {
      days: given.EASEL_BATCH_KEEP_DAYS,
      pictures: given.EASEL_BATCH_KEEP_PICTURES === 'on',
    },
    /** Part of a picture's log_id. */
    instance: randomInt(256),
  };
}

export type Config = ReturnType<typeof toConfig>;

export const readConfig = (): Config => toConfig(readEnv(environment));
