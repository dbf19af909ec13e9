import { rm } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { Refusal } from './refusal.js';

/**
 * Two starts on one home would take each other's sockets. Held by listening: unlike a file with a process id, a socket
 * cannot outlive its process.
 * @throws Refusal while another process holds it.
 */
export async function holdHome(home: string, socket: string): Promise<void> {
  const server = createServer((visitor) => visitor.destroy());
  const listen = () =>
    new Promise<boolean>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
      );
      server.listen(socket, () => resolve(true));
    });
  if (await listen()) return void server.unref();
  if (!(await answers(socket))) {
    await rm(socket, { force: true }); // left behind by a process that was killed
    if (await listen()) return void server.unref();
  }
  throw new Refusal(
    `Easel already runs on ${home}. Stop it, or start another on a folder and ports of its own: EASEL_HOME=… EASEL_PORT=… EASEL_ADMIN_PORT=… npm start`,
  );
}

function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const visitor = connect(socket, () => {
      visitor.destroy();
      resolve(true);
    });
    visitor.once('error', () => resolve(false));
  });
}
