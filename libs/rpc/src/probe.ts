import { makeGenericClientConstructor, type ServiceError } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';
import { credentialsHere } from './own-credentials.js';

/**
 * `node probe.js HOST:PORT`: exits 0 when the service behind it says SERVING. For container health checks, which have
 * nothing but Node. Speaks TLS where the service does: as itself, to itself, whatever name is in its certificate.
 */
const PATIENCE_MS = 3_000;

type Check = (
  request: { service: string },
  options: { deadline: number },
  done: (error: ServiceError | null, reply?: { status: string | number }) => void,
) => void;

const address = process.argv[2] ?? '';
const Health = makeGenericClientConstructor(service, 'Health');
const health = new Health(address, credentialsHere(address));
(health.check as Check)({ service: '' }, { deadline: Date.now() + PATIENCE_MS }, (error, reply) => {
  const status = error ? error.details : String(reply?.status);
  process.stdout.write(`${address} ${status}\n`);
  process.exit(status === 'SERVING' || status === '1' ? 0 : 1);
});
