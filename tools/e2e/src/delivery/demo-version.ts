import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ManifestInput } from '@easel/models';
import { checkout, demo } from '../test-site.js';

const source = join(checkout, 'examples/models', demo, '1');

/** The demo model as a version whose classes are called after it: an answer tells which one it is from. */
export async function demoVersion(folder: string, version: string): Promise<void> {
  await cp(source, folder, { recursive: true });
  const rename = (name: string) => `${name}-v${version}`;
  const labels = await readFile(join(source, 'labels.txt'), 'utf8');
  await writeFile(join(folder, 'labels.txt'), labels.trim().split('\n').map(rename).join('\n'));
  await remake(folder, ({ golden = [], ...manifest }) => ({
    ...manifest,
    golden: golden.map(({ expect, ...image }) => ({
      ...image,
      expect: expect.map(({ name, score }) => ({ name: rename(name), score })),
    })),
  }));
}

/** Says something else in a version's manifest. */
export async function remake(
  folder: string,
  change: (manifest: ManifestInput) => ManifestInput,
): Promise<void> {
  const file = join(folder, 'manifest.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as ManifestInput;
  await writeFile(file, JSON.stringify(change(manifest), null, 2));
}
