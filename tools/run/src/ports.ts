import { createServer } from 'node:net';
import { Refusal } from './refusal.js';

export interface Door {
  host: string;
  port: number;
  /** The variable that moves it. */
  variable: 'EASEL_PORT' | 'EASEL_ADMIN_PORT';
}

/** @throws Refusal when a service could not listen there, before any is started. */
export async function requireFree({ host, port, variable }: Door): Promise<void> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(reasonFor(error)));
    server.listen({ host, port }, () => server.close(() => resolve()));
  });

  function reasonFor(error: NodeJS.ErrnoException): Error {
    const other = `or choose another: ${variable}=${port >= 1024 && port < 65_000 ? port + 10 : 8090} npm start`;
    if (error.code === 'EADDRINUSE')
      return new Refusal(`Port ${port} is in use on ${host}. Stop what uses it, ${other}`);
    if (error.code === 'EACCES')
      return new Refusal(`Port ${port} needs more rights than you have. Start as root, ${other}`);
    if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND')
      return new Refusal(
        `${host} is no address of this machine. Use 127.0.0.1, or 0.0.0.0 for all of them.`,
      );
    return error;
  }
}
