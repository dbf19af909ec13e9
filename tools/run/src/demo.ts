import { cp, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Repository } from '@easel/models';

/** The repository's root, from `tools/run/dist`. */
export const checkout = fileURLToPath(new URL('../../..', import.meta.url));

const demo = { deployment: 'surface-defects', version: '1' };

/** Gives a model repository in which nothing is activated the demo deployment. True if it did. */
export async function addDemo(repository: Repository): Promise<boolean> {
  const entries = await repository.list();
  if (entries.some(({ current }) => current !== undefined)) return false;
  const source = `${checkout}examples/models/${demo.deployment}/${demo.version}`;
  const versions = await repository.versions(demo.deployment);
  if (!versions.includes(demo.version))
    await repository.add(demo, async (folder) => {
      for (const file of await readdir(source))
        await cp(`${source}/${file}`, `${folder}/${file}`, { recursive: true });
    });
  await repository.activate(demo.deployment, demo.version);
  return true;
}
