import {
  AdminRefusal,
  batchListSchema,
  type batchOptionsSchema,
  batchSchema,
  type BatchList,
  type BatchStatus,
} from '@easel/contract';
import type { z } from 'zod';
import { eventData } from './server-sent-events.js';

/** Milliseconds after which a gateway that says nothing counts as out of reach. */
const PATIENCE = 30_000;

/** And one that looks through a folder of a million pictures first. */
const LONG_PATIENCE = 600_000;

/** Between two things that keep a stream of events up. */
const LONGEST_SILENCE = 60_000;

export type Options = z.output<typeof batchOptionsSchema>;

/** How the results are written. */
export type Format = 'csv' | 'jsonl';

/** What may be asked of a batch that there is. */
export type Wish = 'pause' | 'resume' | 'cancel';

/**
 * The batches of one deployment, through the callers' door. Every call throws AdminRefusal when it is refused, TypeError
 * or TimeoutError when the gateway is out of reach, ZodError or SyntaxError when something else than Easel answers.
 */
export class BatchApi {
  readonly url: string;
  readonly deployment: string;
  readonly #batches: string;

  /** @param url of the callers' door, such as `http://127.0.0.1:8080`. */
  constructor(url: string, deployment: string) {
    this.url = url;
    this.deployment = deployment;
    this.#batches = `${url}/${encodeURIComponent(deployment)}/ImageClassification/batches`;
  }

  /** Where a batch is made. */
  address(options: Options): URL {
    const address = new URL(this.#batches);
    for (const [name, value] of Object.entries(options))
      if (value !== undefined) address.searchParams.set(name, `${value}`);
    return address;
  }

  /** Makes one of a folder that the server can read. @param key the same again makes no second batch. */
  async fromFolder(folder: string, options: Options, key: string): Promise<BatchStatus> {
    const response = await this.#fetch(this.address(options), LONG_PATIENCE, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': key },
      body: JSON.stringify({ folder }),
    });
    return asIs(batchSchema, await response.json());
  }

  /** @param page how many, and the batch before the first of them. */
  async list(page: { limit: number; after?: string | undefined }): Promise<BatchList> {
    const query = new URLSearchParams({ limit: String(page.limit) });
    if (page.after !== undefined) query.set('after', page.after);
    const response = await this.#fetch(`${this.#batches}?${query.toString()}`, PATIENCE);
    return asIs(batchListSchema, await response.json());
  }

  async get(id: string): Promise<BatchStatus> {
    const response = await this.#fetch(this.#of(id), PATIENCE);
    return asIs(batchSchema, await response.json());
  }

  async ask(id: string, wish: Wish): Promise<BatchStatus> {
    const response = await this.#fetch(`${this.#of(id)}/${wish}`, PATIENCE, { method: 'POST' });
    return asIs(batchSchema, await response.json());
  }

  async remove(id: string): Promise<void> {
    const response = await this.#fetch(this.#of(id), PATIENCE, { method: 'DELETE' });
    await response.body?.cancel();
  }

  /** The results that there are, as they come. */
  async *results(id: string, format: Format): AsyncGenerator<Uint8Array, void, void> {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(timedOut()), LONGEST_SILENCE);
    try {
      const { signal } = silence;
      const { body } = await send(`${this.#of(id)}/results?format=${format}`, { signal });
      for await (const bytes of body ?? []) {
        timer.refresh();
        yield bytes;
        timer.refresh(); // whoever writes them may take his time
      }
    } finally {
      clearTimeout(timer);
      silence.abort();
    }
  }

  /** How it is, whenever that changes, until its end. */
  async *events(id: string): AsyncGenerator<BatchStatus, void, void> {
    const silence = new AbortController();
    const timer = setTimeout(() => silence.abort(timedOut()), LONGEST_SILENCE);
    try {
      const { body } = await send(`${this.#of(id)}/events`, { signal: silence.signal });
      if (!body) return;
      for await (const data of eventData(body, 'progress', () => timer.refresh()))
        yield asIs(batchSchema, JSON.parse(data));
    } finally {
      clearTimeout(timer);
      silence.abort();
    }
  }

  #of(id: string): string {
    return `${this.#batches}/${encodeURIComponent(id)}`;
  }

  #fetch(url: string | URL, patience: number, init: RequestInit = {}): Promise<Response> {
    return send(url, { ...init, signal: AbortSignal.timeout(patience) });
  }
}

/** As it came: a newer gateway may say more than the schema here knows. */
export function asIs<T>(schema: z.ZodType<T>, document: unknown): T {
  schema.parse(document);
  return document as T;
}

const timedOut = () => new DOMException('nothing came for too long', 'TimeoutError');

async function send(url: string | URL, init: RequestInit): Promise<Response> {
  const response = await fetch(url, { redirect: 'error', ...init });
  if (!response.ok) throw refusalOf(response, await response.text());
  return response;
}

/** What an answer says that is not what was asked for. */
export function refusalOf(response: Response, text: string): Error {
  try {
    return new AdminRefusal(response, JSON.parse(text));
  } catch (error) {
    // A proxy's own page, while the gateway behind it is away.
    const cause = new Error(`HTTP ${response.status}`);
    return response.status >= 500 ? new TypeError('no answer', { cause }) : (error as Error);
  }
}
