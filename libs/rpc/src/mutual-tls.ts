import { ChannelCredentials, ServerCredentials } from '@grpc/grpc-js';

/** What a service shows of itself, and whose signature it asks for, in either direction. All are PEM. */
export interface MutualTls {
  cert: Buffer;
  key: Buffer;
  ca: Buffer;
}

/** A unix socket lies in a folder of its user's own: who gets there has the keys as well. */
const isSocket = (address: string) => address.startsWith('unix:');

export function serverCredentials(address: string, tls: MutualTls | undefined): ServerCredentials {
  if (!tls || isSocket(address)) return ServerCredentials.createInsecure();
  const { ca, key, cert } = tls;
  return ServerCredentials.createSsl(ca, [{ private_key: key, cert_chain: cert }], true);
}

export function channelCredentials(
  address: string,
  tls: MutualTls | undefined,
): ChannelCredentials {
  if (!tls || isSocket(address)) return ChannelCredentials.createInsecure();
  return ChannelCredentials.createSsl(tls.ca, tls.key, tls.cert);
}
