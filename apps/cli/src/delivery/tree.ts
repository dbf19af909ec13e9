import { constants, createWriteStream, type Stats } from 'node:fs';
import {
  chmod,
  chown,
  lchown,
  lstat,
  mkdir,
  open,
  readdir,
  realpath,
  rmdir,
  unlink,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';

/*
 * What root does in folders that services write. Whoever got hold of a service could put a link in the place of
 * anything there, at any moment. So a folder is opened without following one, and what is in it is named by the open
 * folder, which no rename moves elsewhere.
 */

export interface Owner {
  uid: number;
  gid: number;
}

/** Never a link; whatever else it is, opening it waits for nobody. */
const ITSELF = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * @param use given a name of the folder that stays its own until this returns.
 * @returns undefined where there is none.
 * @throws Failure where something else stands in its place.
 */
export async function within<T>(
  folder: string,
  use: (held: string) => Promise<T>,
): Promise<T | undefined> {
  try {
    await using handle = await open(folder, ITSELF | constants.O_DIRECTORY);
    return await use(`/proc/self/fd/${handle.fd}`);
  } catch (error) {
    const { code, path } = error as NodeJS.ErrnoException;
    if (path !== folder || !code) throw error;
    if (code === 'ENOENT') return undefined;
    if (code !== 'ELOOP' && code !== 'ENOTDIR') throw error;
    const where = join(await realpath(dirname(folder)), basename(folder));
    throw new Failure(exits.refused, messages.noFolder(where), { cause: error });
  }
}

/** All of it becomes `owner`'s: what is a link itself, not what it leads to. */
export async function give(path: string, owner: Owner): Promise<void> {
  const there = await look(path);
  if (!there) return;
  if (there.uid !== owner.uid || there.gid !== owner.gid)
    await lchown(path, owner.uid, owner.gid).catch(ignoreMissing);
  if (there.isDirectory()) await inEach(path, (inside) => give(inside, owner));
}

/** A folder becomes `owner`'s, with these rights; what is in it stays as it is. */
export async function settleFolder(held: string, owner: Owner, mode: number): Promise<void> {
  await chown(held, owner.uid, owner.gid);
  await chmod(held, mode);
}

/** A file, if it is one, becomes `owner`'s, with these rights. */
export async function settleFile(path: string, owner: Owner, mode: number): Promise<void> {
  if (!(await look(path))?.isFile()) return;
  await using file = await open(path, ITSELF);
  if (!(await file.stat()).isFile()) return;
  await file.chown(owner.uid, owner.gid);
  await file.chmod(mode);
}

/** All of it becomes `owner`'s, who alone may change it, and everybody's to read. */
export async function publish(path: string, owner: Owner): Promise<void> {
  if (!(await look(path))?.isDirectory()) return settleFile(path, owner, 0o644);
  await within(path, async (held) => {
    await settleFolder(held, owner, 0o755);
    for (const name of await readdir(held)) await publish(join(held, name), owner);
  });
}

/** It and all that is in it; nothing where there is none. */
export async function remove(path: string): Promise<void> {
  const there = await look(path);
  if (!there) return;
  if (!there.isDirectory()) return unlink(path).catch(ignoreMissing);
  await inEach(path, remove);
  await rmdir(path).catch(ignoreMissing);
}

/** Folders and files, on the disk itself but for the folders' names. Links and the like are nothing of ours. */
export async function copy(from: string, to: string): Promise<void> {
  const there = await look(from);
  if (there?.isDirectory()) {
    await mkdir(to, { mode: 0o700 });
    await inEach(from, (inside) => copy(inside, join(to, basename(inside))));
    await chmod(to, there.mode & 0o777);
  } else if (there?.isFile()) {
    await using source = await open(from, ITSELF);
    const { mode } = await source.stat();
    const draft = createWriteStream(to, { flags: 'wx', mode: 0o600, flush: true });
    await pipeline(source.createReadStream({ autoClose: false }), draft);
    await chmod(to, mode & 0o777);
  }
}

async function inEach(folder: string, use: (path: string) => Promise<void>): Promise<void> {
  await within(folder, async (held) => {
    for (const name of await readdir(held)) await use(join(held, name));
  });
}

const look = (path: string): Promise<Stats | undefined> => lstat(path).catch(ignoreMissing);

function ignoreMissing(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}
