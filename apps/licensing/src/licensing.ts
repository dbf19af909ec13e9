import { Server } from '@grpc/grpc-js';
import type { Logger } from '@easel/platform';
import { licensing, listen } from '@easel/rpc';
import { HealthImplementation } from 'grpc-health-check';
import { licensingService } from './licensing-service.js';
import type { Premises } from './standing.js';
import { Vigil } from './vigil.js';

/** Long enough to restart licensing unnoticed, short enough for a revocation that nobody could announce. */
const LEASE_MS = 10 * 60_000;

export interface LicensingOptions extends Premises {
  /** `unix:/absolute/path` or `HOST:PORT` (port 0: any free one). */
  address: string;
  log: Logger;
  leaseMs?: number;
}

/**
 * Listens, and goes on listening whatever is wrong with the licence.
 * @returns where it listens, and how to stop.
 * @throws Error when the address cannot be had.
 */
export async function startLicensing(options: LicensingOptions) {
  const { log, now, leaseMs = LEASE_MS } = options;
  const vigil = new Vigil(options, log);
  const { handlers, endWatches } = licensingService({ vigil, now, leaseMs, log });
  const health = new HealthImplementation({ '': 'SERVING', [SERVICE]: 'SERVING' });

  const server = new Server();
  server.addService(licensing.LicensingServiceService, handlers);
  health.addToServer(server);
  const address = await listen(server, options.address).catch((error: unknown) => {
    vigil.stop();
    throw error;
  });

  return {
    address,
    stop: async () => {
      health.setStatus('', 'NOT_SERVING');
      health.setStatus(SERVICE, 'NOT_SERVING');
      vigil.stop();
      endWatches();
      await drained(server);
    },
  };
}

const SERVICE = licensing.LicensingServiceClient.serviceName;

/** Open calls of others (a health watch, say) are not waited for longer than this. */
const DRAIN_MS = 2000;

const drained = (server: Server) =>
  new Promise<void>((resolve) => {
    const impatient = setTimeout(() => server.forceShutdown(), DRAIN_MS);
    server.tryShutdown(() => {
      clearTimeout(impatient);
      resolve();
    });
  });
