import { randomUUID } from 'node:crypto';
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Replaces a file in one step: whoever reads it finds the old text or the new, never half of one, whatever is killed
 * or loses power.
 * @throws Error as the file system has it; what was there before stays.
 */
export function atomicWrite(path: string, text: string | Buffer, mode = 0o644): void {
  const folder = dirname(path);
  mkdirSync(folder, { recursive: true });
  // Not by the process's number: in two containers on one folder both are 1, and would write into one file.
  const beside = `${path}.${randomUUID()}.new`;
  const file = openSync(beside, 'wx', mode);
  try {
    try {
      const bytes = Buffer.from(text);
      for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  }
  sync(folder);
}

/**
 * The same, for whoever has something else to do while the disk works. The folder must be there.
 * @throws Error as the file system has it; what was there before stays.
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  const beside = `${path}.${randomUUID()}.new`;
  try {
    await writeNew(beside, text);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
  await using folder = await open(dirname(path), 'r');
  await folder.sync();
}

async function writeNew(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', 0o644);
  await file.writeFile(text);
  await file.sync();
}

/** A rename lasts once its folder is written too. */
function sync(folder: string): void {
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
