import { cp, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Repository } from '@easel/models';

/** The repository's root, from `tools/run/dist`. */
export const checkout = fileURLToPath(new URL('../../..', import.meta.url));

const demo = { deployment: 'surface-defects', version: '1' };

/** Gives an empty model repository the demo deployment. True if it did. */
export async function addDemo(repository: Repository): Promise<boolean> {
  if ((await repository.list()).length > 0) return false;
  const source = `${checkout}examples/models/${demo.deployment}/${demo.version}`;
  await repository.add(demo, async (folder) => {
    for (const file of await readdir(source))
      await cp(`${source}/${file}`, `${folder}/${file}`, { recursive: true });
  });
  await repository.activate(demo.deployment, demo.version);
  return true;
}
