import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChannelCredentials } from '@grpc/grpc-js';

/** For what runs beside a service, in its container: as the service, to itself, whatever name is in its certificate. */
export function credentialsHere(address: string): ChannelCredentials {
  const folder = process.env.EASEL_SERVICES_TLS;
  if (!folder || address.startsWith('unix:')) return ChannelCredentials.createInsecure();
  const [ca, key, cert] = ['ca.crt', 'tls.key', 'tls.crt'].map((name) =>
    readFileSync(join(folder, name)),
  ) as [Buffer, Buffer, Buffer];
  return ChannelCredentials.createSsl(ca, key, cert, { checkServerIdentity: () => undefined });
}
