import { access, constants, stat } from 'node:fs/promises';
import { ModelError } from '@easel/models';

/** @throws ModelError naming the first of `paths` that is no file, or an empty one. */
export async function requireFiles(paths: string[]): Promise<void> {
  for (const path of paths) {
    const refuse = (cause: unknown) => {
      throw new ModelError(unread(path, (cause as NodeJS.ErrnoException).code), { cause });
    };
    await access(path, constants.R_OK).catch(refuse);
    const found = await stat(path);
    if (found.isDirectory()) throw new ModelError(`${path} is a folder, not a file`);
    if (!found.isFile()) throw new ModelError(`${path} is not a file`);
    if (found.size === 0) throw new ModelError(`${path} is empty`);
  }
}

const unread = (path: string, code: string | undefined) =>
  code === 'ENOENT' || code === 'ENOTDIR'
    ? `there is no file ${path}`
    : `${path} cannot be read (${code ?? 'unknown'})`;
