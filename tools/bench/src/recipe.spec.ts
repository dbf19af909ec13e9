import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { recipeOf } from './recipe.js';

it('is another when a line of the code is another, and the same when only its tests are', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'easel-recipe-'));
  const url = pathToFileURL(`${folder}/`);
  try {
    await writeFile(join(folder, 'scene.js'), 'noise(5)');
    const before = recipeOf(url);
    await writeFile(join(folder, 'scene.spec.js'), 'it()');
    await writeFile(join(folder, 'scene.js.map'), '{}');
    expect(recipeOf(url)).toBe(before);
    await writeFile(join(folder, 'scene.js'), 'noise(6)');
    expect(recipeOf(url)).not.toBe(before);
  } finally {
    await rm(folder, { recursive: true });
  }
});
