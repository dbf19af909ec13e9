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

/** A folder of one photo under many names, for batches of it. */
export class PhotoFolder implements AsyncDisposable {
  readonly path: string;
  #photos = 0;

  private constructor(path: string) {
    this.path = path;
  }

  static async make(name: PhotoName): Promise<PhotoFolder> {
    const path = await mkdtemp(join(tmpdir(), 'easel-bench-photos-'));
    await copyFile(await photo(name), join(path, '0.jpg'));
    return new PhotoFolder(path);
  }

  /** So many at least. */
  async hold(photos: number): Promise<void> {
    while (this.#photos < photos - 1) {
      this.#photos += 1;
      await link(join(this.path, '0.jpg'), join(this.path, `${this.#photos}.jpg`));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}

const WARM_UP_MS = 2_000;

/** Easel at work on a batch of a folder, and nothing else. A round's figure is pictures a second. */
export function folderBatch(
  easel: Easel,
  { model, folder }: { model: ModelName; folder: PhotoFolder },
): Subject<number> {
  const client = new BatchClient(easel.url, model);
  const round = async (ms: number) => {
    const { id } = await client.create({ folder: folder.path }, { top_num: 5 });
    const batch = new BatchStore(easel.home).open(id);
    if (!batch) throw new Error(`batch ${id} is not there`);
    while ((await batch.done()).length === 0) await sleep(20);
    await sleep(LEAD_MS);
    const from = Date.now();
    await sleep(ms);
    const chunks = (await batch.done()).map(({ atMs }) => atMs).filter((atMs) => atMs > from);
    if (batch.end) throw new Error('the batch was over before it was measured');
    await client.ask(id, 'cancel');
    for await (const { ended_at } of client.events(id)) if (ended_at !== null) break;
    await client.delete(id);
    return rate(chunks);
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
