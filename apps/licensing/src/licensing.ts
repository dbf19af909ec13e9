import { Server } from '@grpc/grpc-js';
import type { Clock } from '@easel/lease';
import type { Observation, Trust } from '@easel/license';
import type { Logger } from '@easel/platform';
import { licensing, listen, type MutualTls } from '@easel/rpc';
import { HealthImplementation } from 'grpc-health-check';
import { Desk } from './desk.js';
import { deskService } from './desk-service.js';
import { leaseService } from './lease-service.js';
import { LicenseStore } from './license-store.js';
import { Notebook } from './notebook.js';
import { Vigil } from './vigil.js';

/** Long enough to restart licensing unnoticed, short enough for a revocation that nobody could announce. */
const LEASE_MS = 10 * 60_000;

/** A licence's file is small; whatever is larger is no licence. */
const MESSAGE_BYTES = 256 * 1024;

export interface LicensingOptions {
  home: string;
  /** `unix:/absolute/path` or `HOST:PORT` (port 0: any free one). */
  address: string;
  tls?: MutualTls | undefined;
  trust: Trust;
  /** When this Easel was built, milliseconds since 1970; 0 where that is not known. */
  builtAt: number;
  observe: () => Observation;
  clock: Pick<Clock, 'wall' | 'monotonic'>;
  log: Logger;
  leaseMs?: number;
}

/**
 * Listens, and goes on listening whatever is wrong with the licence.
 * @returns where it listens, and how to stop.
 * @throws Error when the address cannot be had.
 */
export async function startLicensing(options: LicensingOptions) {
  const { home, trust, observe, log, leaseMs = LEASE_MS } = options;
  const notebook = new Notebook(options);
  const store = new LicenseStore(home);
  const premises = { store, notebook, observe };
  const vigil = new Vigil({ ...premises, home, log });
  const desk = new Desk(premises, vigil);
  const leases = leaseService({ vigil, notebook, leaseMs, log });
  const health = new HealthImplementation(serving('SERVING'));

  const server = new Server({ 'grpc.max_receive_message_length': MESSAGE_BYTES });
  server.addService(licensing.LicensingServiceService, leases.handlers);
  const parts = { desk, vigil, notebook, edition: trust.edition, log };
  server.addService(licensing.LicenseDeskServiceService, deskService(parts));
  health.addToServer(server);
  const address = await listen(server, options.address, options.tls).catch((error: unknown) => {
    vigil.stop();
    throw error;
  });

  return {
    address,
    /** What happens several times a second, at once: for tests, whose time passes when they say so. */
    glance: () => vigil.glance(),
    stop: async () => {
      for (const [name, status] of Object.entries(serving('NOT_SERVING')))
        health.setStatus(name, status);
      vigil.stop();
      leases.endWatches();
      await drained(server);
    },
  };
}

const serving = <Status extends 'SERVING' | 'NOT_SERVING'>(status: Status) => ({
  '': status,
  [licensing.LicensingServiceClient.serviceName]: status,
  [licensing.LicenseDeskServiceClient.serviceName]: status,
});

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
