import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { clearSocketPath } from '@easel/rpc';

/** What a worker says of itself to whoever asks. */
export interface Condition {
  /** False: it does nothing any more, and only starting it anew helps. Waiting for others is no such thing. */
  well: boolean;
  /** One line. */
  says: string;
}

/**
 * Where a health check asks a worker, which has no port: a socket in its own container, on which it says one line. That
 * it says anything is its event loop's doing.
 */
export class Pulse implements AsyncDisposable {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** @param path of the socket; one that was left behind by a process that was killed is no hindrance. */
  static async on(path: string, condition: () => Condition): Promise<Pulse> {
    await clearSocketPath(path);
    const server = createServer((guest) => {
      guest.on('error', () => undefined); // a check that was given up
      const { well, says } = condition();
      guest.end(`${well ? 'well' : 'ill'}: ${says}\n`);
    }).listen(path);
    await once(server, 'listening');
    return new Pulse(server);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#server, 'close');
    this.#server.close();
    await closed;
  }
}
