import { ServerCredentials, type Server } from '@grpc/grpc-js';
import { clearSocketPath } from './socket-path.js';
import { widenWindows } from './windows.js';

/**
 * Makes a server answer on `unix:/absolute/path` or `HOST:PORT`. Returns the address with the port that it got.
 * @throws Error when somebody listens there already.
 */
export async function listen(server: Server, address: string): Promise<string> {
  const socket = address.startsWith('unix:') ? address.slice('unix:'.length) : undefined;
  if (socket !== undefined) await clearSocketPath(socket);
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, port) =>
      error ? reject(error) : resolve(port),
    );
  });
  widenWindows(server);
  return socket === undefined ? address.replace(/:\d+$/, `:${port}`) : address;
}
