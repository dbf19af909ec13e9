import { join } from 'node:path';
import { z } from 'zod';
import { executionProvider } from './backend/execution-provider.js';
import { readEnv, settings, toTracing, tracingSettings } from '@easel/platform';

/** One decodes while the other has the card; each keeps the model in the card's memory. */
const LANES_OF_A_CARD = 2;

const schema = z.object({
  EASEL_HOME: settings.folder(),
  EASEL_INFERENCE_ADDRESS: settings.address(),
  EASEL_LICENSING_ADDRESS: settings.address(),
  EASEL_SERVICES_TLS: settings.tlsFolder(),
  EASEL_LOG_LEVEL: settings.logLevel(),
  EASEL_EXECUTION_PROVIDER: executionProvider,
  EASEL_LANES: settings.optionalCount({ min: 1, max: 256 }),
  EASEL_TUNING: z.enum(['on', 'off']).default('on').describe('on or off'),
  EASEL_QUEUE_REQUESTS: settings.count(256, { min: 1, max: 100_000 }),
  EASEL_QUEUE_MIB: settings.count(512, { min: 1, max: 1_048_576 }),
  ...tracingSettings,
});

/** The one place where inference reads its environment. */
export function readConfig() {
  const env = readEnv(schema);
  return {
    home: env.EASEL_HOME,
    models: join(env.EASEL_HOME, 'models'),
    tuning: { folder: join(env.EASEL_HOME, 'tuning'), on: env.EASEL_TUNING === 'on' },
    address: env.EASEL_INFERENCE_ADDRESS,
    licensing: env.EASEL_LICENSING_ADDRESS,
    tracing: toTracing(env, 'easel-inference'),
    tls: env.EASEL_SERVICES_TLS,
    logLevel: env.EASEL_LOG_LEVEL,
    /** Undefined: as many as cores and memory are enough for. A card does one thing at a time. */
    lanes:
      env.EASEL_LANES ?? (env.EASEL_EXECUTION_PROVIDER === 'cuda' ? LANES_OF_A_CARD : undefined),
    queue: { requests: env.EASEL_QUEUE_REQUESTS, bytes: env.EASEL_QUEUE_MIB * 2 ** 20 },
  };
}
