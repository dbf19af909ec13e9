import { batchSchema, problemSchema, type BatchStatus, type Problem } from '@easel/contract';
import { BatchStore, type Batch, type Row } from '@easel/jobs';
import type { Site } from './site.js';

const ROUTE = '/steel/ImageClassification/batches';

/** What the callers' door answers. */
export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

interface Sending {
  headers?: Record<string, string>;
  query?: string;
}

/** Somebody who sends batches to a site, and the worker's part on its disk. */
export class BatchCaller {
  readonly store: BatchStore;
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
    this.store = new BatchStore(site.home);
  }

  /** @param what a method and what follows the route, such as `POST /ID/pause`. */
  async ask(what: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const [method = '', path = ''] = what.split(' ');
    const url = this.#site.url + (path.startsWith('//') ? path.slice(1) : ROUTE + path);
    const answer = await fetch(url, {
      ...{ method, headers },
      ...(body !== undefined && {
        body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body),
      }),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  }

  create(body: unknown, { headers, query = '' }: Sending = {}): Promise<Answer> {
    return this.ask(`POST ${query}`, body, headers);
  }

  /** One that must be made. */
  async made(body: unknown, sending: Sending = {}): Promise<BatchStatus> {
    return batchOf(await this.create(body, sending));
  }

  async status(id: string): Promise<BatchStatus> {
    return batchOf(await this.ask(`GET /${id}`));
  }

  onDisk(id: string): Batch {
    const batch = this.store.open(id);
    if (!batch) throw new Error(`no batch ${id}`);
    return batch;
  }

  /** Does a chunk as a worker does it. */
  async work(
    id: string,
    chunk: number,
    row: (id: string, at: number) => Row = found,
  ): Promise<void> {
    const batch = this.onDisk(id);
    await batch.writeResults(
      chunk,
      batch.pictures(chunk).map((picture, at) => row(picture.id, at)),
    );
  }
}

const found = (id: string): Row => ({
  id,
  results: [{ name: '划痕, "deep"', score: 0.9318856000900269 }],
});

export const images = (...ids: string[]) => ({
  images: ids.map((id) => ({ id, image: Buffer.from(`picture ${id}`).toString('base64') })),
});

/** The batch in an answer that must hold one. */
export function batchOf({ status, text }: Answer): BatchStatus {
  if (status !== 200 && status !== 201) throw new Error(`no batch but ${status}: ${text}`);
  return batchSchema.parse(JSON.parse(text));
}

/** The problem in an answer that must be one. */
export function refusalOf({ status, headers, text }: Answer): Problem {
  if (!headers.get('content-type')?.startsWith('application/problem+json'))
    throw new Error(`no problem but ${status}: ${text}`);
  return problemSchema.loose().parse(JSON.parse(text));
}
