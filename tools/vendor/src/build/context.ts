import { cp, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';

/** What no image is built of: made by builds, kept by git, or a vendor's own. */
const leftOut = new Set(['node_modules', 'dist', '.git', '.nx', 'coverage']);
const secret = /\.key\.pem|^ledger\.(?:jsonl|head|lock)|\.making-/;

/**
 * A copy of a checkout with another edition in it. The checkout itself is never changed: a build that is killed would
 * leave it a vendor's.
 * @param edition the module's text
 * @returns a folder of its own, to be removed
 */
export async function makeContext(checkout: string, edition: string): Promise<string> {
  const context = await mkdtemp(join(tmpdir(), 'easel-build-'));
  const filter = (path: string) => {
    const name = basename(path);
    return !leftOut.has(name) && !secret.test(name) && relative(checkout, path) !== 'var';
  };
  await cp(checkout, context, { recursive: true, filter });
  await writeFile(join(context, 'libs/license/src/gen/edition.ts'), edition);
  return context;
}
