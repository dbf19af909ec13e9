import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { Engine } from '../docker/engine.js';

/** Docker's socket with nobody behind it: it has the images that it is told of, and no container. */
export class FakeEngine implements Disposable {
  /** By reference, with what their labels say. */
  readonly images = new Map<string, Record<string, string>>();
  /** Containers that somebody wanted removed. */
  readonly removed: string[] = [];
  readonly engine: Engine;
  readonly #server: Server;

  private constructor(socket: string) {
    this.engine = new Engine(socket);
    this.#server = createServer(({ url = '', method }, response) => {
      const [, container] = /^\/containers\/([^/?]+)/.exec(url) ?? [];
      if (method === 'DELETE' && container !== undefined) this.removed.push(container);
      if (url.startsWith('/containers/json')) return response.end('[]');
      const [, reference = ''] = /^\/images\/(.+)\/json$/.exec(url) ?? [];
      const Labels = this.images.get(reference);
      if (!Labels) response.statusCode = 404;
      return response.end(
        JSON.stringify({ Id: 'sha256:1', Created: 'now', message: 'none', Config: { Labels } }),
      );
    }).listen(socket);
  }

  /** @param folder where its socket is to be. */
  static async in(folder: string): Promise<FakeEngine> {
    const fake = new FakeEngine(join(folder, 'docker.sock'));
    await once(fake.#server, 'listening');
    return fake;
  }

  [Symbol.dispose](): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
