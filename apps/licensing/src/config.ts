import { join } from 'node:path';
import { readEnv, settings } from '@easel/platform';
import { z } from 'zod';

const schema = z.object({
  EASEL_HOME: settings.folder(),
  EASEL_LICENSING_ADDRESS: settings.address().optional(),
  EASEL_SERVICES_TLS: settings.tlsFolder(),
  EASEL_LOG_LEVEL: settings.logLevel(),
});

/** Everything that licensing takes from its environment. The host's root, the clock and a lease's length are not. */
export function readConfig() {
  const env = readEnv(schema);
  return {
    home: env.EASEL_HOME,
    address: env.EASEL_LICENSING_ADDRESS ?? `unix:${join(env.EASEL_HOME, 'run/licensing.sock')}`,
    tls: env.EASEL_SERVICES_TLS,
    logLevel: env.EASEL_LOG_LEVEL,
  };
}
