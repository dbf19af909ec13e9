import { EventEmitter, once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { batchSchema, type BatchStatus } from '@easel/contract';
import { unusedPorts } from '@easel/platform/testing';
import { problem, readiness } from './answers.js';

interface Asked {
  /** Such as `GET screws/b1/results?format=csv`; the deployment stands for its batches. */
  route: string;
  key: string | undefined;
  body: Buffer;
}

const ROWS = 'id,error_code,error_msg,name_1,score_1\r\na.jpg,,,crack,0.9318856\r\n';

/** The batches of a callers' door on a real socket: what is asked for happens, and what becomes of it the test says. */
export class FakeBatches implements AsyncDisposable {
  readonly asked: Asked[] = [];
  readonly batches = new Map<string, BatchStatus>();
  /** What the results are, in either format. */
  rows = ROWS;
  /** Whether what is sent is left lying, so that it is never all sent. */
  deaf = false;
  /** Answers in place of the usual, taken out one by one as their route is asked for. */
  readonly instead: Record<string, ((response: ServerResponse) => void)[]> = {};
  /** The same, but before any of what is sent is read. */
  readonly early: typeof this.instead = {};
  /** Whether it says that it waits for a body, where it is asked to say so. */
  expects = true;
  readonly #news = new EventEmitter();
  readonly #keys = new Map<string, string>();
  readonly #watchers = new Set<ServerResponse>();
  readonly #deployments: string[];
  #server: Server | undefined;
  readonly #port: number;

  private constructor(deployments: string[], port: number) {
    this.#port = port;
    this.#deployments = deployments;
    this.#news.setMaxListeners(0);
  }

  static async open(...deployments: string[]): Promise<FakeBatches> {
    const fake = new FakeBatches(
      deployments.length > 0 ? deployments : ['screws'],
      await unusedPorts(1),
    );
    await fake.start();
    return fake;
  }

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  get routes(): string[] {
    return this.asked.map(({ route }) => route);
  }

  /** Once more where it was before, as a gateway that comes back. */
  async start(): Promise<void> {
    const server = createServer((request, response) => void this.#answer(request, response));
    server.on('checkContinue', (request, response) => {
      const answer = this.early[routeOf(request)]?.shift();
      if (answer) {
        answer(response);
        return;
      }
      if (this.expects) response.writeContinue();
      void this.#answer(request, response);
    });
    server.listen(this.#port, '127.0.0.1');
    await once(server, 'listening');
    this.#server = server;
  }

  async stop(): Promise<void> {
    const server = this.#server;
    if (!server) return;
    this.#server = undefined;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  }

  /** Until the route has been asked for as often as that. */
  async heard(route: string, times = 1): Promise<void> {
    while (this.routes.filter((asked) => asked === route).length < times)
      await once(this.#news, 'asked');
  }

  /** Until somebody begins to send something. */
  async reached(): Promise<void> {
    for (;;) if ((await once(this.#news, 'begun'))[0] === 'POST') return;
  }

  /** Until somebody watches a batch. */
  async watched(): Promise<void> {
    while (this.#watchers.size === 0) await once(this.#news, 'watched');
  }

  /** There is such a batch, or it has come so far; whoever watches is told. */
  becomes(id: string, news: Partial<BatchStatus> = {}): BatchStatus {
    const batch = batchSchema.parse({ ...(this.batches.get(id) ?? fresh(id)), ...news });
    this.batches.set(id, batch);
    for (const watcher of this.#watchers) tell(watcher, batch);
    return batch;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = '', headers } = request;
    this.#news.emit('begun', method);
    if (this.deaf && method === 'POST') return;
    const body = await buffer(request).catch(() => undefined);
    if (!body) return; // whoever asked has gone
    const route = routeOf(request);
    this.asked.push({ route, key: headers['idempotency-key'] as string | undefined, body });
    this.#news.emit('asked');
    const instead = this.instead[route]?.shift();
    if (instead) instead(response);
    else this.#usual(route, response);
  }

  #usual(route: string, response: ServerResponse): void {
    const [, method, deployment = '', id = '', what = ''] =
      /^(\w+) ([^/?]+)\/?([^/?]*)\/?([^?]*)/.exec(route) ?? [];
    if (deployment === 'readyz') {
      json(response, 200, this.#readiness());
      return;
    }
    if (!this.#deployments.includes(deployment)) {
      refuse(response, 404, 'no such thing');
      return;
    }
    if (id === '') {
      if (method === 'POST') {
        this.#create(deployment, response);
        return;
      }
      json(response, 200, { batches: [...this.batches.values()].reverse(), next: null });
      return;
    }
    const batch = this.batches.get(id);
    if (!batch) {
      refuse(response, 404, `there is no batch ${id}`);
      return;
    }
    if (method === 'DELETE') {
      this.batches.delete(id);
      response.writeHead(204).end();
    } else if (what === 'events') this.#watch(batch, response);
    else if (what === 'results') response.writeHead(200).end(this.rows);
    else if (what === '') json(response, 200, batch);
    else {
      const states = { pause: 'paused', resume: 'running', cancel: 'cancelled' } as const;
      json(response, 200, this.becomes(id, { state: states[what as keyof typeof states] }));
    }
  }

  #create(deployment: string, response: ServerResponse): void {
    const { key = '' } = this.asked.at(-1) ?? {};
    const known = this.#keys.get(key);
    const id = known ?? `b${this.batches.size + 1}`;
    this.#keys.set(key, id);
    const batch = known === undefined ? this.becomes(id, { deployment }) : this.batches.get(id);
    json(response, known === undefined ? 201 : 200, batch);
  }

  #watch(batch: BatchStatus, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.on('close', () => this.#watchers.delete(response));
    this.#watchers.add(response);
    response.write(': a heartbeat\n\n');
    tell(response, batch);
    this.#news.emit('watched');
  }

  #readiness() {
    const named = (name: string) => ({ name, version: '3', state: 'serving', canary: null });
    return { ...readiness, deployments: this.#deployments.map(named) };
  }
}

const routeOf = ({ method = '', url = '' }: IncomingMessage) =>
  `${method} ${url.slice(1).replace('/ImageClassification/batches', '')}`;

function tell(watcher: ServerResponse, batch: BatchStatus): void {
  watcher.write(`event: progress\ndata: ${JSON.stringify(batch)}\n\n`);
  if (batch.state === 'finished' || batch.state === 'cancelled') watcher.end();
}

function json(response: ServerResponse, status: number, document: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(document));
}

export const refuse = (response: ServerResponse, status: number, detail: string): void =>
  json(response, status, problem(status, detail));

const fresh = (id: string): BatchStatus => ({
  ...{
    id,
    deployment: 'screws',
    version: '3',
    state: 'running',
    waits_for: null,
    why: null,
    source: 'archive',
  },
  ...{ top_num: 6, pictures: 3, done: 0, failed: 0, errors: {} },
  ...{ images_per_second: null, estimated_end: null },
  created_at: '2026-12-12T12:00:00Z',
  ended_at: null,
});
