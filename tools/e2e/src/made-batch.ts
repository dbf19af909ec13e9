import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Batch, BatchStore, PictureLists, type Row } from '@easel/jobs';
import { demo, type TestSite } from './test-site.js';

export interface Order {
  pictures: number;
  /** The file of the picture at a place. */
  file: (at: number) => Buffer;
  topNum?: number;
}

/** Puts a batch on disk, as the gateway does with an upload. */
export async function makeBatch({ home }: TestSite, order: Order): Promise<Batch> {
  const { pictures, file, topNum = 1 } = order;
  const { id, folder } = await new BatchStore(home).begin();
  await mkdir(join(folder, 'pictures'));
  const lists = new PictureLists(folder);
  const known = new Map<Buffer, string>();
  for (let at = 0; at < pictures; at += 1) {
    const bytes = file(at);
    const path = join(folder, 'pictures', `${at}.jpg`);
    // Ten thousand names of a few files.
    const same = known.get(bytes);
    if (same === undefined) await writeFile(path, bytes);
    else await link(same, path).catch(() => writeFile(path, bytes));
    known.set(bytes, same ?? path);
    await lists.add({ id: `picture ${at}`, file: `${at}.jpg` });
  }
  return Batch.create(folder, {
    ...{ id, deployment: demo, version: null, topNum, source: 'archive' },
    ...{ pictures: await lists.close(), createdMs: Date.now(), key: null },
  });
}

/** All that there is of its results, in order. */
export async function rowsOf(batch: Batch): Promise<Row[]> {
  const done = await batch.done();
  return done.flatMap(({ chunk }) => batch.readResults(chunk));
}

/** What a Redis forgets that loses its disk. */
export const wipeRedis = ({ home }: TestSite): Promise<void> =>
  rm(join(home, 'redis'), { recursive: true, force: true });
