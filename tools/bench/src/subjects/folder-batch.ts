import { copyFile, link, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { BatchClient } from '@easel/contract';
import { BatchStore, CHUNK } from '@easel/jobs';
import type { Easel } from '../easel/easel.js';
import type { ModelName } from '../models/model.js';
import { photo, type PhotoName } from '../photos/photo.js';
import { LEAD_MS, type Subject } from './subject.js';

const FEW = 2_000;
/** Names of one file: ext4 allows 65,000. */
const LINKS = 10_000;

/** A folder of one photo under many names, for batches of it. */
export class PhotoFolder implements AsyncDisposable {
  readonly path: string;
  #photos = 1;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(name: PhotoName): Promise<PhotoFolder> {
    const path = await mkdtemp(join(tmpdir(), 'easel-bench-photos-'));
    const folder = new PhotoFolder(path);
    await copyFile(await photo(name), folder.#at(0));
    while (folder.#photos < FEW) await folder.double();
    return folder;
  }

  async double(): Promise<void> {
    for (const end = 2 * this.#photos; this.#photos < end; this.#photos += 1) {
      const original = this.#photos - (this.#photos % LINKS);
      if (this.#photos === original) await copyFile(this.#at(0), this.#at(original));
      else await link(this.#at(original), this.#at(this.#photos));
    }
  }

  #at(place: number): string {
    return join(this.path, `${place}.jpg`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

const WARM_UP_MS = 2_000;
/** Of these a round sees the end at least, however slow the machine: they end in groups. */
const CHUNKS = 16;

/** Easel at work on a batch of a folder, and nothing else. A round's figure is pictures a second. */
export function folderBatch(
  easel: Easel,
  { model, folder }: { model: ModelName; folder: PhotoFolder },
): Subject<number> {
  const client = new BatchClient(easel.url, model);
  /** @returns undefined where the folder was too small for that */
  const part = async (ms: number) => {
    const { id } = await client.create({ folder: folder.path }, { top_num: 5 });
    const batch = new BatchStore(easel.home).open(id);
    if (!batch) throw new Error(`batch ${id} is not there`);
    while ((await batch.done()).length === 0) await sleep(20);
    await sleep(LEAD_MS);
    const from = Date.now();
    const ended = async () =>
      (await batch.done()).map(({ atMs }) => atMs).filter((atMs) => atMs > from);
    await sleep(ms);
    while (!batch.end && (await ended()).length < CHUNKS) await sleep(100);
    const chunks = await ended();
    const { end } = batch;
    if (!end) await client.ask(id, 'cancel');
    for await (const { ended_at } of client.events(id)) if (ended_at !== null) break;
    await client.delete(id);
    return end ? undefined : rate(chunks);
  };
  const round = async (ms: number) => {
    for (;;) {
      const perSecond = await part(ms);
      if (perSecond !== undefined) return perSecond;
      await folder.double();
    }
  };
  return {
    async warmUp() {
      await round(WARM_UP_MS);
    },
    round,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

/** From the first chunk's end to the last's: a window of any length would count parts of chunks, or not. */
function rate(endsMs: number[]): number {
  const rising = endsMs.toSorted((a, b) => a - b);
  const [first = NaN, last = NaN] = [rising[0], rising.at(-1)];
  return ((rising.length - 1) * CHUNK * 1000) / (last - first);
}
