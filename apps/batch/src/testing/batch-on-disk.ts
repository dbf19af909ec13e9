import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Batch, BatchStore, PictureLists } from '@easel/jobs';

export const newStore = () => new BatchStore(mkdtempSync(join(tmpdir(), 'easel-batch-')));

/** A batch of files that each hold their own name. */
export async function makeBatch(
  store: BatchStore,
  files: string[],
  key: string | null = null,
): Promise<Batch> {
  const { id, folder } = await store.begin();
  mkdirSync(join(folder, 'pictures'));
  const lists = new PictureLists(folder);
  for (const file of files) {
    writeFileSync(join(folder, 'pictures', file), file);
    await lists.add({ id: `the ${file}`, file });
  }
  return Batch.create(folder, {
    ...{ id, deployment: 'steel', version: '7', topNum: 2, source: 'archive' },
    ...{ pictures: await lists.close(), createdMs: Date.now(), key },
  });
}
