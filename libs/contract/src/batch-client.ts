import type { z } from 'zod';
import {
  batchListSchema,
  batchRowSchema,
  batchSchema,
  type BatchList,
  type BatchOptions,
  type BatchRequest,
  type BatchRow,
  type BatchStatus,
} from './batches.js';
import { lines } from './lines.js';
import { refusalOf } from './refusal.js';
import { Silence } from './silence.js';

/** Milliseconds after which a gateway that says nothing counts as out of reach. */
const PATIENCE = 30_000;
/** And one that looks through a folder of a million pictures first. */
const LONG_PATIENCE = 600_000;
/** Between two things that keep a stream up. */
const LONGEST_SILENCE = 60_000;

/** An archive, or what stands in JSON. A stream is sent as it comes, and once. */
export type BatchSource = ReadableStream<Uint8Array> | Blob | Uint8Array | BatchRequest;

export interface Creating extends BatchOptions {
  /** Sent again, it gets the batch that it made. */
  key?: string;
  signal?: AbortSignal;
}

/** How a file of results is written. */
export type BatchFormat = 'csv' | 'jsonl';

/** What may be asked of a batch that there is. */
export type BatchWish = 'pause' | 'resume' | 'cancel';

/** `complete`: whether that is all that will ever come. */
export interface BatchResults<T> {
  complete: boolean;
  rows: T;
}

/**
 * The batches of one deployment, through the callers' door. Every call throws Refusal when it is not done, TypeError or
 * TimeoutError when the gateway is out of reach, ZodError or SyntaxError when something else than Easel answers.
 */
export class BatchClient {
  readonly url: string;
  readonly deployment: string;
  readonly #base: string;

  /** @param url of the callers' door, such as `http://127.0.0.1:8080`. */
  constructor(url: string, deployment: string) {
    this.url = url;
    this.deployment = deployment;
    const name = encodeURIComponent(deployment);
    this.#base = `${url.replace(/\/+$/, '')}/${name}/ImageClassification/batches`;
  }

  /** Where a batch is made, for whoever sends it by other means. */
  address(options: BatchOptions): URL {
    return new URL(this.#base + queryOf({ ...options }));
  }

  async create(source: BatchSource, options: Creating = {}): Promise<BatchStatus> {
    const { key, signal, ...said } = options;
    const sent = isBytes(source);
    const init: RequestInit & { duplex?: 'half' } = {
      method: 'POST',
      headers: {
        'content-type': sent ? 'application/octet-stream' : 'application/json',
        ...(key !== undefined && { 'idempotency-key': key }),
      },
      body: sent ? (source as BodyInit) : JSON.stringify(source),
      // What fetch wants for a body that is not there yet.
      ...(source instanceof ReadableStream && { duplex: 'half' }),
    };
    // How long an upload takes is known to whoever sends it.
    const patience = sent ? [] : [AbortSignal.timeout(LONG_PATIENCE)];
    init.signal = AbortSignal.any([...patience, ...(signal ? [signal] : [])]);
    return this.#read(await send(this.address(said), init), batchSchema);
  }

  async get(id: string): Promise<BatchStatus> {
    return this.#read(await this.#fetch(path(id)), batchSchema);
  }

  /** @param page `after`: the `next` of the page before. */
  async list(page: { limit?: number; after?: string | undefined } = {}): Promise<BatchList> {
    return this.#read(await this.#fetch(queryOf(page)), batchListSchema);
  }

  /** @returns how it is then. */
  async ask(id: string, wish: BatchWish): Promise<BatchStatus> {
    return this.#read(await this.#fetch(path(id, wish), { method: 'POST' }), batchSchema);
  }

  /** Its results too. */
  async delete(id: string): Promise<void> {
    const response = await this.#fetch(path(id), { method: 'DELETE' });
    await response.body?.cancel();
  }

  /** The rows that there are, in the order of the pictures. */
  async results(id: string, signal?: AbortSignal): Promise<BatchResults<AsyncGenerator<BatchRow>>> {
    const { response, silence } = await this.#open(path(id, 'results'), signal);
    return { complete: isComplete(response), rows: rowsIn(response, silence) };
  }

  /** The same as a file, as it comes. */
  async file(
    id: string,
    format: BatchFormat,
    signal?: AbortSignal,
  ): Promise<BatchResults<AsyncGenerator<Uint8Array>>> {
    const { response, silence } = await this.#open(path(id, `results?format=${format}`), signal);
    return { complete: isComplete(response), rows: bytesIn(response, silence) };
  }

  /**
   * How it stands now, and again at each change. Ends after its end, and when the gateway lets go: then ask again.
   */
  async *events(id: string, signal?: AbortSignal): AsyncGenerator<BatchStatus, void, void> {
    const { response, silence } = await this.#open(path(id, 'events'), signal);
    try {
      for await (const line of lines(response)) {
        silence.heard();
        const data = /^data: (.*)$/.exec(line)?.[1];
        if (data !== undefined) yield asIs(batchSchema, JSON.parse(data));
      }
    } finally {
      silence.end();
    }
  }

  async #read<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
    return asIs(schema, await response.json());
  }

  #fetch(rest: string, init: RequestInit = {}): Promise<Response> {
    return send(this.#base + rest, { ...init, signal: AbortSignal.timeout(PATIENCE) });
  }

  /** What may go on for long, as long as something comes. */
  async #open(
    rest: string,
    signal: AbortSignal | undefined,
  ): Promise<{ response: Response; silence: Silence }> {
    const silence = new Silence(LONGEST_SILENCE);
    try {
      const until = AbortSignal.any([silence.signal, ...(signal ? [signal] : [])]);
      return { response: await send(this.#base + rest, { signal: until }), silence };
    } catch (error) {
      silence.end();
      throw error;
    }
  }
}

async function send(url: string | URL, init: RequestInit): Promise<Response> {
  const response = await fetch(url, { ...init, redirect: 'error' });
  if (!response.ok) throw refusalOf(response, await response.text());
  return response;
}

/** As it came: a newer gateway may say more than the schema here knows. */
function asIs<T>(schema: z.ZodType<T>, document: unknown): T {
  schema.parse(document);
  return document as T;
}

function queryOf(said: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams(
    Object.entries(said).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, String(value)]],
    ),
  );
  return query.size > 0 ? `?${query}` : '';
}

const path = (id: string, rest?: string) =>
  `/${encodeURIComponent(id)}${rest === undefined ? '' : `/${rest}`}`;

const isBytes = (source: BatchSource) =>
  source instanceof ReadableStream || source instanceof Blob || source instanceof Uint8Array;

const isComplete = ({ headers }: Response) => headers.get('x-easel-complete') === 'true';

async function* rowsIn(response: Response, silence: Silence): AsyncGenerator<BatchRow, void, void> {
  try {
    for await (const line of lines(response)) {
      silence.heard();
      yield batchRowSchema.parse(JSON.parse(line));
      silence.heard(); // whoever takes it may take his time
    }
  } finally {
    silence.end();
  }
}

async function* bytesIn(
  { body }: Response,
  silence: Silence,
): AsyncGenerator<Uint8Array, void, void> {
  const reader = body?.getReader(); // not every browser iterates over a stream
  try {
    for (let next = await reader?.read(); next && !next.done; next = await reader?.read()) {
      silence.heard();
      yield next.value;
      silence.heard();
    }
  } finally {
    silence.end();
    await reader?.cancel().catch(() => undefined);
  }
}
