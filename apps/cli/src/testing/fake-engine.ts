import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { Engine } from '../docker/engine.js';

/** One of a compose project, as Docker lists it. */
interface Listed {
  name: string;
  running: boolean;
  binds: { host: string; inside: string }[];
}

/** Docker's socket with nobody behind it: it has the images that it is told of, and the containers that are said to run. */
export class FakeEngine implements Disposable {
  /** By reference, with what their labels say. */
  readonly images = new Map<string, Record<string, string>>();
  /** Containers that run, by name. What is run in one says this. */
  readonly running = new Map<string, string>();
  /** Containers that are listed, whichever project is asked for. */
  readonly listed: Listed[] = [];
  /** Networks and volumes that are listed, whichever project is asked for. */
  networks: string[] = [];
  volumes: string[] = [];
  /** Containers, networks and volumes that somebody wanted removed. */
  readonly removed: string[] = [];
  readonly engine: Engine;
  readonly #server: Server;

  private constructor(socket: string) {
    this.engine = new Engine(socket);
    this.#server = createServer(({ url = '', method }, response) => {
      const [, named] = /^\/(?:containers|networks|volumes)\/([^/?]+)/.exec(url) ?? [];
      const said = this.#ofRunning(url);
      if (said !== undefined) {
        response.end(said);
        return;
      }
      if (method === 'DELETE' && named !== undefined) this.removed.push(named);
      if (url.startsWith('/networks?'))
        return response.end(JSON.stringify(this.networks.map((Id) => ({ Id }))));
      if (url.startsWith('/volumes?')) {
        // Docker says null for none.
        const Volumes = this.volumes.length === 0 ? null : this.volumes.map((Name) => ({ Name }));
        return response.end(JSON.stringify({ Volumes }));
      }
      if (url.startsWith('/containers/json'))
        return response.end(JSON.stringify(this.listed.map(asDockerLists)));
      const [, reference = ''] = /^\/images\/(.+)\/json$/.exec(url) ?? [];
      const Labels = this.images.get(reference);
      if (!Labels) response.statusCode = 404;
      return response.end(
        JSON.stringify({ Id: 'sha256:1', Created: 'now', message: 'none', Config: { Labels } }),
      );
    }).listen(socket);
  }

  #ofRunning(url: string): string | Buffer | undefined {
    const [, kind, name = '', what = ''] = /^\/(containers|exec)\/([^/?]+)\/(\w+)/.exec(url) ?? [];
    const says = this.running.get(name);
    if (says === undefined) return undefined;
    if (what === 'exec') return JSON.stringify({ Id: name });
    if (what === 'start') {
      const header = Buffer.alloc(8);
      header[0] = 1;
      header.writeUInt32BE(Buffer.byteLength(says), 4);
      return Buffer.concat([header, Buffer.from(says)]);
    }
    if (kind === 'exec') return JSON.stringify({ ExitCode: 0 });
    const State = { Status: 'running', Running: true, ExitCode: 0 };
    return JSON.stringify({ Id: name, Name: name, Image: '', State, Config: { Image: '' } });
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

const asDockerLists = ({ name, running, binds }: Listed) => ({
  Id: name,
  Names: [`/${name}`],
  Labels: {},
  State: running ? 'running' : 'exited',
  Mounts: binds.map(({ host, inside }) => ({ Type: 'bind', Source: host, Destination: inside })),
});
