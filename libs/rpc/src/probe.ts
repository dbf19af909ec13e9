import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChannelCredentials, makeGenericClientConstructor, type ServiceError } from '@grpc/grpc-js';
import { service } from 'grpc-health-check';

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
const health = new Health(address, credentialsHere());
(health.check as Check)({ service: '' }, { deadline: Date.now() + PATIENCE_MS }, (error, reply) => {
  const status = error ? error.details : String(reply?.status);
  process.stdout.write(`${address} ${status}\n`);
  process.exit(status === 'SERVING' || status === '1' ? 0 : 1);
});

function credentialsHere(): ChannelCredentials {
  const folder = process.env.EASEL_SERVICES_TLS;
  if (!folder || address.startsWith('unix:')) return ChannelCredentials.createInsecure();
  const [ca, key, cert] = ['ca.crt', 'tls.key', 'tls.crt'].map((name) =>
    readFileSync(join(folder, name)),
  ) as [Buffer, Buffer, Buffer];
  return ChannelCredentials.createSsl(ca, key, cert, { checkServerIdentity: () => undefined });
}
