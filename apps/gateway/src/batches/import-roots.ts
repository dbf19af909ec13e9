import type { Dirent } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { isAbsolute, join, resolve, sep } from 'node:path';
import { isMacClutter } from '@easel/archive';
import { batchLimits } from '@easel/contract';
import type { Picture } from '@easel/jobs';
import { HttpProblem } from '../http/http-problem.js';

const DEPTH = 32;

/** The folders of this machine of which callers may have the pictures classified. */
export class ImportRoots {
  readonly #roots: string[];

  constructor(roots: string[]) {
    this.#roots = roots;
  }

  /**
   * The regular files below `folder`, in order, by their paths in it. Links are passed over.
   * @throws HttpProblem 422 where it is not below a root, or there are too many.
   */
  async *pictures(folder: string): AsyncGenerator<Picture, void, void> {
    const root = await this.#find(folder);
    let found = 0;
    for await (const path of walk(root, '')) {
      found += 1;
      if (found > batchLimits.pictures)
        throw new HttpProblem(422, `over ${batchLimits.pictures} files, that is too many`);
      yield { id: path, file: join(root, path) };
    }
  }

  /** The same words for whatever is not there and whatever is not to be seen. */
  async #find(folder: string): Promise<string> {
    if (this.#roots.length === 0)
      throw new HttpProblem(422, 'no folder may be imported here: EASEL_IMPORT_ROOTS is not set');
    for (const given of this.#roots) {
      const root = await realpath(given).catch(() => undefined);
      if (root === undefined) continue;
      const asked = isAbsolute(folder) ? folder : resolve(root, folder);
      const real = await realpath(asked).catch(() => undefined);
      if (real === undefined || !isWithin(root, real)) continue;
      if ((await stat(real)).isDirectory()) return real;
    }
    throw new HttpProblem(
      422,
      `there is no folder ${JSON.stringify(folder.slice(0, 256))} below ${this.#roots.join(' or ')}`,
    );
  }
}

const isWithin = (root: string, path: string) =>
  path === root || path.startsWith(root.endsWith(sep) ? root : root + sep);

async function* walk(root: string, below: string, depth = 1): AsyncGenerator<string, void, void> {
  if (depth > DEPTH)
    throw new HttpProblem(422, `folders are nested over ${DEPTH} deep: ${below.slice(0, 256)}`);
  const folder = join(root, below);
  // What became a link after it was listed leads elsewhere.
  if ((await realpath(folder)) !== folder) return;
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort(byName)) {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    if (isMacClutter({ path })) continue;
    if (entry.isDirectory()) yield* walk(root, path, depth + 1);
    else if (entry.isFile()) yield path;
  }
}

const byName = (a: Dirent, b: Dirent) => (a.name < b.name ? -1 : 1);
