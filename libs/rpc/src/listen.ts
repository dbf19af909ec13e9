import type { Server } from '@grpc/grpc-js';
import { clearSocketPath } from './socket-path.js';
import { serverCredentials, type MutualTls } from './mutual-tls.js';
import { widenWindows } from './windows.js';

/**
 * Makes a server answer on `unix:/absolute/path` or `HOST:PORT`. Returns the address with the port that it got.
 * @param tls on ports: whoever calls shows a certificate of the same authority.
 * @throws Error when somebody listens there already.
 */
export async function listen(server: Server, address: string, tls?: MutualTls): Promise<string> {
  const socket = address.startsWith('unix:') ? address.slice('unix:'.length) : undefined;
  if (socket !== undefined) await clearSocketPath(socket);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, serverCredentials(address, tls), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
  widenWindows(server);
  return socket === undefined ? address.replace(/:\d+$/, `:${port}`) : address;
}
