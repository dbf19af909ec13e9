import { accessSync, constants, realpathSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { batchLimits } from '@easel/contract';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { path } from '../input.js';
import { messages } from '../messages.js';
import { shown } from './out.js';

export interface LocalPicture {
  /** What it is called in the results: below its folder, parted by `/`. */
  id: string;
  path: string;
  bytes: number;
}

/** What is sent, and how much is not. */
export interface Gathered {
  pictures: LocalPicture[];
  bytes: number;
  /** Files that are not called as pictures are. */
  others: number;
  /** Hidden files and folders, and what is no file: links, pipes, … */
  unseen: number;
}

const called = /\.(jpe?g|png|bmp)$/i;

/**
 * The pictures in files and folders here, in the order of their ids. What is named is taken whatever it is called; in a
 * folder what is called a picture, or with `all` every file.
 * @throws Failure when there are none, or something cannot be sent: before anything is.
 */
export async function gather(named: string[], all: boolean): Promise<Gathered> {
  const gathered: Gathered = { pictures: [], bytes: 0, others: 0, unseen: 0 };
  const unreadable: string[] = [];
  const take = (id: string, path: string) => {
    try {
      accessSync(path, constants.R_OK);
      const { size } = statSync(path);
      gathered.pictures.push({ id, path, bytes: size });
      gathered.bytes += size;
    } catch (error) {
      unreadable.push(`${id} (${codeOf(error)})`);
    }
  };
  const walk = async (folder: string, prefix: string) => {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
      unreadable.push(`${prefix === '' ? folder : prefix} (${codeOf(error)})`);
      return [];
    });
    for (const entry of entries) {
      const [at, id] = [join(folder, entry.name), `${prefix}${entry.name}`];
      if (entry.name.startsWith('.')) gathered.unseen += 1;
      else if (entry.isDirectory()) await walk(at, `${id}/`);
      else if (!entry.isFile()) gathered.unseen += 1;
      else if (all || called.test(entry.name)) take(id, at);
      else gathered.others += 1;
    }
  };

  for (const name of named) {
    const at = found(name);
    // Below one folder an id is what the operator sees there; of several it says which.
    if (statSync(at).isDirectory()) await walk(at, named.length === 1 ? '' : `${basename(at)}/`);
    else take(basename(name), at);
  }
  if (unreadable.length > 0) throw refused(messages.cannotSend(sample(unreadable)));
  checked(gathered);
  return gathered;
}

function checked({ pictures, bytes, others, unseen }: Gathered): void {
  if (pictures.length === 0) throw refused(messages.noPictures(others + unseen));
  if (pictures.length > batchLimits.pictures)
    throw refused(messages.tooManyPictures(pictures.length, batchLimits.pictures));
  if (bytes > batchLimits.bytes) throw refused(messages.tooMuch(bytes, batchLimits.bytes));
  pictures.sort((a, b) => (a.id < b.id ? -1 : 1));
  const twice = pictures.find(({ id }, at) => id === pictures[at + 1]?.id);
  if (twice) throw refused(messages.calledTwice(twice.id));
}

function found(name: string): string {
  try {
    return realpathSync(path(name));
  } catch {
    throw refused(messages.noFile(shown(name)));
  }
}

const refused = (words: Failure['words']) => new Failure(exits.refused, words);

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'unknown';

/** The first of them, and that there are more. */
const sample = (names: string[]) =>
  names.slice(0, 5).join(', ') + (names.length > 5 ? `, … (${names.length})` : '');
