import { request as httpRequest, type IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import { json, text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { EngineError } from './engine-error.js';
import { readFrames, type Said } from './frames.js';

const containerSchema = z.object({
  Id: z.string(),
  Name: z.string(),
  Image: z.string(),
  State: z.object({
    Status: z.string(),
    Running: z.boolean(),
    ExitCode: z.int(),
    Health: z.object({ Status: z.string() }).nullish(),
  }),
  Config: z.object({ Image: z.string(), Labels: z.record(z.string(), z.string()).nullish() }),
});

const listedSchema = z.object({
  Id: z.string(),
  Names: z.array(z.string()),
  Labels: z.record(z.string(), z.string()),
  State: z.string(),
  Mounts: z.array(
    z.object({ Type: z.string(), Source: z.string().optional(), Destination: z.string() }),
  ),
});

/** One of a compose project. */
export interface Listed {
  id: string;
  name: string;
  oneOff: boolean;
  running: boolean;
  /** What of this host it sees, and where. */
  binds: { host: string; inside: string }[];
}

const imageSchema = z.object({
  Id: z.string(),
  Created: z.string(),
  RepoTags: z.array(z.string()).nullish(),
  Config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }),
});

export type Container = z.output<typeof containerSchema>;
export type Image = z.output<typeof imageSchema>;

interface Question {
  method?: 'GET' | 'POST' | 'DELETE';
  path: string;
  body?: unknown;
}

/** Milliseconds for what an engine answers at once; loading and running take what they take. */
const PATIENCE = 60_000;

/**
 * Docker's Engine API over its socket: the few questions that installing asks. No client is needed in the image, and
 * no path of the API has a version in it, so that engines answer as they do by default.
 * Every call throws EngineError.
 */
export class Engine {
  readonly #socket: string;

  /** @param socket of the engine, where it is not the usual one. */
  constructor(socket = '/var/run/docker.sock') {
    this.#socket = socket;
  }

  /** Undefined where there is none of that name. */
  async container(name: string): Promise<Container | undefined> {
    const found = await this.#unlessMissing({
      path: `/containers/${encodeURIComponent(name)}/json`,
    });
    return found === undefined ? undefined : containerSchema.parse(found);
  }

  /** All of a compose project, of whatever state. */
  async containersOf(project: string): Promise<Listed[]> {
    const path = `/containers/json?all=1&${ofProject(project)}`;
    const found = z.array(listedSchema).parse(await this.#document({ path }));
    return found.map(({ Id: id, Names: [name = ''], Labels, State, Mounts }) => ({
      ...{ id, name: name.replace(/^\//, '') },
      oneOff: Labels['com.docker.compose.oneoff'] === 'True',
      running: State === 'running',
      binds: Mounts.flatMap(({ Type, Source: host, Destination: inside }) =>
        Type === 'bind' && host !== undefined ? [{ host, inside }] : [],
      ),
    }));
  }

  /** The ids of those that compose made for a project. */
  async networksOf(project: string): Promise<string[]> {
    const found = await this.#document({ path: `/networks?${ofProject(project)}` });
    return z
      .array(z.object({ Id: z.string() }))
      .parse(found)
      .map(({ Id }) => Id);
  }

  /** The names of those that compose made for a project. */
  async volumesOf(project: string): Promise<string[]> {
    const found = await this.#document({ path: `/volumes?${ofProject(project)}` });
    const { Volumes } = z
      .object({ Volumes: z.array(z.object({ Name: z.string() })).nullable() })
      .parse(found);
    return (Volumes ?? []).map(({ Name }) => Name);
  }

  /** @param reference such as `easel/gateway:1.0.0`, or an id. */
  async image(reference: string): Promise<Image | undefined> {
    const found = await this.#unlessMissing({ path: `/images/${reference}/json` });
    return found === undefined ? undefined : imageSchema.parse(found);
  }

  /** @param archive as `docker save` writes it, gzipped or not. */
  async load(archive: Readable): Promise<void> {
    const { message, sent } = this.#post('/images/load?quiet=1', 'application/x-tar', archive);
    const response = await message;
    await sent;
    const lines = (await text(response)).trim().split('\n').filter(Boolean);
    const fault = lines
      .map((line) => (JSON.parse(line) as { error?: string }).error)
      .find((error) => error !== undefined);
    if (fault !== undefined) throw new EngineError(`images were not loaded: ${fault}`, 500);
  }

  /** Runs a program in a container that runs, as its own user. */
  async exec(container: string, command: string[]): Promise<{ status: number } & Said> {
    const { Id } = z.object({ Id: z.string() }).parse(
      await this.#document({
        method: 'POST',
        path: `/containers/${encodeURIComponent(container)}/exec`,
        body: { AttachStdout: true, AttachStderr: true, Cmd: command },
      }),
    );
    const body = { Detach: false, Tty: false };
    const output = await this.#ask({ method: 'POST', path: `/exec/${Id}/start`, body });
    const said = await readFrames(output);
    const { ExitCode: status } = z
      .object({ ExitCode: z.int() })
      .parse(await this.#document({ path: `/exec/${Id}/json` }));
    return { status, ...said };
  }

  /** Runs a program of an image with a card and nothing else of this host. @throws EngineError unless it ends with 0. */
  async runOnCard(card: string, image: string, command: string[]): Promise<void> {
    const { Id } = z.object({ Id: z.string() }).parse(
      await this.#document({
        method: 'POST',
        path: '/containers/create',
        body: {
          Image: image,
          Cmd: command,
          HostConfig: {
            NetworkMode: 'none',
            ReadonlyRootfs: true,
            CapDrop: ['ALL'],
            SecurityOpt: ['no-new-privileges:true'],
            DeviceRequests: [
              {
                Driver: 'nvidia',
                DeviceIDs: [card],
                Capabilities: [['gpu', 'compute', 'utility']],
              },
            ],
          },
        },
      }),
    );
    const path = `/containers/${Id}`;
    try {
      await this.#document({ method: 'POST', path: `${path}/start` });
      const { StatusCode: status } = z
        .object({ StatusCode: z.int() })
        .parse(await this.#document({ method: 'POST', path: `${path}/wait` }));
      if (status === 0) return;
      const said = await readFrames(await this.#ask({ path: `${path}/logs?stdout=1&stderr=1` }));
      const words = `${said.stdout}\n${said.stderr}`.trim();
      throw new EngineError(`${command.join(' ')} ended with ${status}: ${words}`);
    } finally {
      await this.#unlessMissing({ method: 'DELETE', path: `${path}?force=1` });
    }
  }

  /** Stops and removes it; nothing where there is none. */
  async remove(container: string): Promise<void> {
    const path = `/containers/${encodeURIComponent(container)}`;
    await this.#unlessMissing({ method: 'POST', path: `${path}/stop?t=25` });
    await this.#unlessMissing({ method: 'DELETE', path: `${path}?force=1` });
  }

  /** Nothing where there is none. One that a container of somebody else's is on stays, as its owner has it. */
  async removeNetwork(id: string): Promise<void> {
    try {
      await this.#unlessMissing({ method: 'DELETE', path: `/networks/${id}` });
    } catch (error) {
      if (!(error instanceof EngineError && error.status === 403)) throw error;
    }
  }

  /** With what is in it; nothing where there is none. */
  async removeVolume(name: string): Promise<void> {
    await this.#unlessMissing({ method: 'DELETE', path: `/volumes/${name}` });
  }

  async #unlessMissing(question: Question): Promise<unknown> {
    try {
      return await this.#document(question);
    } catch (error) {
      if (error instanceof EngineError && error.status === 404) return undefined;
      throw error;
    }
  }

  async #document(question: Question): Promise<unknown> {
    const response = await this.#ask(question);
    if (response.statusCode === 204 || response.statusCode === 304) {
      response.resume();
      return {};
    }
    return json(response);
  }

  async #ask({ method = 'GET', path, body }: Question): Promise<IncomingMessage> {
    const bytes = body === undefined ? undefined : Readable.from([JSON.stringify(body)]);
    return this.#send(method, path, bytes && { type: 'application/json', bytes }).message;
  }

  #post(path: string, type: string, bytes: Readable) {
    return this.#send('POST', path, { type, bytes });
  }

  #send(method: string, path: string, body?: { type: string; bytes: Readable }) {
    const headers = body === undefined ? {} : { 'content-type': body.type };
    const outgoing = httpRequest({ socketPath: this.#socket, method, path, headers });
    const message = new Promise<IncomingMessage>((resolve, reject) => {
      outgoing.once('response', resolve);
      outgoing.once('error', reject);
    })
      .catch((cause: unknown) => {
        const { code = 'failed' } = cause as NodeJS.ErrnoException;
        throw new EngineError(
          `Docker's engine cannot be asked at ${this.#socket} (${code})`,
          undefined,
          {
            cause,
          },
        );
      })
      .then(refused);
    if (body === undefined) {
      outgoing.setTimeout(PATIENCE, () => outgoing.destroy(new Error('no answer')));
      outgoing.end();
      return { message, sent: Promise.resolve() };
    }
    const sent = pipeline(body.bytes, outgoing);
    // Where the connection fails both do; whoever asked hears it by the message and may never look at the other.
    sent.catch(() => undefined);
    return { message, sent };
  }
}

/** Of a list, what compose made for a project. */
function ofProject(project: string): string {
  const filters = { label: [`com.docker.compose.project=${project}`] };
  return `filters=${encodeURIComponent(JSON.stringify(filters))}`;
}

/** Any status from 400 on is an EngineError with the engine's own words. */
async function refused(response: IncomingMessage): Promise<IncomingMessage> {
  const { statusCode: status = 0 } = response;
  if (status < 400) return response;
  const words = await text(response);
  let message = words;
  try {
    message = z.object({ message: z.string() }).parse(JSON.parse(words)).message;
  } catch {
    // A proxy's own words, then.
  }
  throw new EngineError(message.trim() || `status ${status}`, status);
}
