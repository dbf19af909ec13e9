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
import { BatchRefusal } from './batch-refusal.js';
import { lines } from './lines.js';

/** An archive, or what stands in JSON. A stream is sent as it comes, and once. */
export type BatchSource = ReadableStream<Uint8Array> | Blob | Uint8Array | BatchRequest;

export interface Creating extends BatchOptions {
  /** Sent again, it gets the batch that it made. */
  key?: string;
  signal?: AbortSignal;
}

/** `complete`: whether that is all that will ever come. */
export interface BatchResults<T> {
  complete: boolean;
  rows: T;
}

/**
 * The batches of one deployment, through the callers' door. Every call throws BatchRefusal when it is not done,
 * TypeError when the gateway is out of reach, ZodError or SyntaxError when something else than Easel answers.
 */
export class BatchClient {
  readonly #base: string;

  /** @param url of the callers' door, such as `http://127.0.0.1:8080`. */
  constructor(url: string, deployment: string) {
    const name = encodeURIComponent(deployment);
    this.#base = `${url.replace(/\/+$/, '')}/${name}/ImageClassification/batches`;
  }

  async create(source: BatchSource, options: Creating = {}): Promise<BatchStatus> {
    const { key, signal, ...said } = options;
    const query = new URLSearchParams(
      Object.entries(said).map(([name, value]): [string, string] => [name, String(value)]),
    );
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
      ...(signal && { signal }),
    };
    return this.#read(await this.#fetch(query.size > 0 ? `?${query}` : '', init), batchSchema);
  }

  async get(id: string): Promise<BatchStatus> {
    return this.#read(await this.#fetch(path(id)), batchSchema);
  }

  /** @param page `after`: the `next` of the page before. */
  async list(page: { limit?: number; after?: string } = {}): Promise<BatchList> {
    const query = new URLSearchParams(
      Object.entries(page).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return this.#read(await this.#fetch(`?${query}`), batchListSchema);
  }

  pause(id: string): Promise<BatchStatus> {
    return this.#tell(id, 'pause');
  }

  resume(id: string): Promise<BatchStatus> {
    return this.#tell(id, 'resume');
  }

  cancel(id: string): Promise<BatchStatus> {
    return this.#tell(id, 'cancel');
  }

  /** Its results too. */
  async delete(id: string): Promise<void> {
    await this.#fetch(path(id), { method: 'DELETE' });
  }

  /** The rows that there are, in the order of the pictures. */
  async results(id: string, signal?: AbortSignal): Promise<BatchResults<AsyncGenerator<BatchRow>>> {
    const response = await this.#fetch(path(id, 'results'), signal ? { signal } : {});
    return { complete: isComplete(response), rows: rowsIn(response) };
  }

  /** The same as a file of CSV, as it comes. */
  async csv(id: string, signal?: AbortSignal): Promise<BatchResults<ReadableStream<Uint8Array>>> {
    const response = await this.#fetch(path(id, 'results?format=csv'), signal ? { signal } : {});
    return { complete: isComplete(response), rows: response.body ?? new ReadableStream() };
  }

  /**
   * How it stands now, and again at each change. Ends after its end, and when the gateway lets go: then ask again.
   */
  async *events(id: string, signal?: AbortSignal): AsyncGenerator<BatchStatus, void, void> {
    const response = await this.#fetch(path(id, 'events'), signal ? { signal } : {});
    for await (const line of lines(response)) {
      const data = /^data: (.*)$/.exec(line)?.[1];
      if (data !== undefined) yield batchSchema.parse(JSON.parse(data));
    }
  }

  async #tell(id: string, what: string): Promise<BatchStatus> {
    return this.#read(await this.#fetch(path(id, what), { method: 'POST' }), batchSchema);
  }

  async #read<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
    const document: unknown = await response.json();
    schema.parse(document);
    // As it came: a newer gateway may say more than the schema here knows.
    return document as T;
  }

  async #fetch(rest: string, init: RequestInit = {}): Promise<Response> {
    const response = await fetch(this.#base + rest, { ...init, redirect: 'error' });
    if (!response.ok) throw new BatchRefusal(response, await response.json());
    return response;
  }
}

const path = (id: string, rest?: string) =>
  `/${encodeURIComponent(id)}${rest === undefined ? '' : `/${rest}`}`;

const isBytes = (source: BatchSource) =>
  source instanceof ReadableStream || source instanceof Blob || source instanceof Uint8Array;

const isComplete = ({ headers }: Response) => headers.get('x-easel-complete') === 'true';

async function* rowsIn(response: Response): AsyncGenerator<BatchRow, void, void> {
  for await (const line of lines(response)) yield batchRowSchema.parse(JSON.parse(line));
}
