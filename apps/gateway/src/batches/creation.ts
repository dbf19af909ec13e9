import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ArchiveError } from '@easel/archive';
import { Batch, PictureLists, type BatchStore, type Description } from '@easel/jobs';
import { syncTree } from '@easel/platform';
import type { Body } from '../http/body.js';
import { HttpProblem } from '../http/http-problem.js';
import { addArchive } from './archive-pictures.js';
import { touching } from './abandoned.js';
import { DiskRoom, explainFull } from './disk-room.js';
import type { ImportRoots } from './import-roots.js';
import { addJson } from './json-request.js';
import { receive } from './upload.js';

/** Batches that are made at once: each writes to the disk all the time, and may unpack. */
const MOST = 4;

/** What is asked for, besides the pictures. */
export interface Order extends Pick<Description, 'deployment' | 'version' | 'topNum' | 'key'> {
  body: Body;
}

export interface Made {
  batch: Batch;
  /** False where the same key had made it before. */
  fresh: boolean;
}

/** Makes batches of what callers send. Until its last step there is none, whatever is killed. */
export class Creation {
  readonly #store: BatchStore;
  readonly #roots: ImportRoots;
  readonly #room: DiskRoom;
  readonly #stop = new AbortController();
  /** Keys for which one is being made here. */
  readonly #making = new Map<string, Promise<unknown>>();
  #places = MOST;

  constructor(store: BatchStore, roots: ImportRoots) {
    this.#store = store;
    this.#roots = roots;
    this.#room = new DiskRoom(store.folder);
  }

  /** @throws HttpProblem, EaselError: what was wrong; then nothing of it is left */
  async make(order: Order): Promise<Made> {
    const { key } = order;
    if (key === null) return this.#make(order);
    // Its retry waits for it, and is a try of its own if nothing comes of it.
    while (this.#making.has(key)) await this.#making.get(key);
    const work = this.#once(key, order);
    this.#making.set(
      key,
      work.catch(() => undefined),
    );
    try {
      return await work;
    } finally {
      this.#making.delete(key);
    }
  }

  /** What is being unpacked is given up. */
  close(): void {
    this.#stop.abort(new Error('the gateway is stopping'));
  }

  async #once(key: string, order: Order): Promise<Made> {
    const batch = await this.#store.keys.find(key);
    return batch ? { batch, fresh: false } : this.#make(order);
  }

  async #make(order: Order): Promise<Made> {
    if (this.#places === 0)
      throw HttpProblem.later(503, `${MOST} batches are being made, no more at once`, 5);
    this.#places -= 1;
    const { id, folder } = await this.#store.begin();
    let made: Made | undefined;
    using _touched = touching(folder);
    try {
      made = await this.#fill(order, { id, folder });
      return made;
    } catch (thrown) {
      throw explain(thrown);
    } finally {
      this.#places += 1;
      if (!made?.fresh) await rm(folder, { recursive: true, force: true });
    }
  }

  async #fill(order: Order, { id, folder }: { id: string; folder: string }): Promise<Made> {
    const { deployment, version, topNum, key, body } = order;
    const upload = join(folder, 'upload');
    const kind = await receive(body, upload, this.#room);
    if (body.received === 0) throw new HttpProblem(422, 'the body is empty');
    const lists = new PictureLists(folder);
    const pictures = join(folder, 'pictures');
    const making = {
      ...{ pictures, room: this.#room, roots: this.#roots, stop: this.#stop.signal },
    };
    let source: Description['source'] = 'archive';
    if (kind === 'json') source = await addJson(upload, lists, making);
    else await addArchive(upload, lists, making);
    await rm(upload);
    const count = await lists.close();
    if (count === 0) throw new HttpProblem(422, 'no pictures in it: there is nothing to classify');
    // Before the claim: whoever else has the key waits for its last step, and not for the disk.
    await syncTree(folder);
    const other = key === null ? undefined : await this.#store.keys.claim(key, id);
    if (other) return { batch: other, fresh: false };
    const batch = Batch.create(folder, {
      ...{ id, deployment, version, topNum, source, key },
      ...{ pictures: count, createdMs: Date.now() },
    });
    return { batch, fresh: true };
  }
}

function explain(thrown: unknown): unknown {
  if (!(thrown instanceof ArchiveError)) return explainFull(thrown);
  const { reason, entry, message } = thrown;
  if (reason === 'stopped') return HttpProblem.later(503, 'the gateway is stopping', 5);
  return new HttpProblem(422, message, {
    members: { reason, ...(entry !== undefined && { entry }) },
    cause: thrown,
  });
}
