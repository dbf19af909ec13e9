import { constants } from 'node:fs';
import { cp, mkdtemp, readdir, readlink, realpath, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative, sep } from 'node:path';

import { VendorError } from '../vendor-error.js';

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

/** What ONNX Runtime loads for a card; what these load in turn is NVIDIA's, and known when it is loaded. */
const providers = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];

/** @throws VendorError for a folder that no image for a card could be built of. */
export async function requireCuda(folder: string): Promise<void> {
  for (const provider of providers)
    if (!(await stat(join(folder, provider)).catch(() => undefined))?.isFile())
      throw new VendorError(
        `${folder} has no ${provider}: deploy/cuda12/README.md says where it is to be had`,
      );
  const root = await realpath(folder);
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const target = await realpath(path).catch(() => undefined);
    const absolute = (await readlink(path).catch(() => '')).startsWith('/');
    if (absolute || target?.startsWith(`${root}${sep}`) !== true)
      throw new VendorError(`${path} is a link that leads to nothing in that folder`);
  }
}

/** Puts a card's libraries where deploy/Dockerfile takes them from: gigabytes, shared with the copy where that can be. */
export async function bringCuda(context: string, folder: string): Promise<void> {
  const place = join(context, 'deploy/cuda12');
  await rm(place, { recursive: true, force: true });
  const mode = constants.COPYFILE_FICLONE;
  await cp(await realpath(folder), place, { recursive: true, verbatimSymlinks: true, mode });
}
