import { createReadStream, statSync } from 'node:fs';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { path } from '../input.js';
import { messages } from '../messages.js';
import type { Progress } from '../progress.js';
import { shown } from './out.js';
import { gather } from './pictures.js';
import { tarBytes, tarOf } from './tar.js';

/** What an upload sends: as often as it has to be sent. */
export interface Sendable {
  bytes: number;
  open: () => AsyncIterable<Buffer>;
}

const archive = /\.(zip|tar|tar\.gz|tgz)$/i;

/** An archive as it is, else the pictures in a tar that is made on the way. */
export async function sendable(
  named: string[],
  all: boolean,
  progress: Progress,
): Promise<Sendable> {
  const [first = '', ...others] = named;
  if (named.some((name) => archive.test(name) && isFile(name))) {
    if (others.length > 0) throw new Failure(exits.usage, messages.archiveAlone);
    const at = path(first);
    return { bytes: statSync(at).size, open: () => readArchive(at) };
  }
  const gathered = await gather(named, all);
  if (gathered.others > 0) progress.note(messages.leftOut(gathered.others));
  if (gathered.unseen > 0) progress.note(messages.leftUnseen(gathered.unseen));
  return { bytes: tarBytes(gathered.pictures), open: () => tarOf(gathered.pictures) };
}

async function* readArchive(at: string): AsyncGenerator<Buffer, void, void> {
  try {
    yield* createReadStream(at, { highWaterMark: 256 * 1024 }) as AsyncIterable<Buffer>;
  } catch (cause) {
    const { code = 'unknown' } = cause as NodeJS.ErrnoException;
    throw new Failure(exits.refused, messages.cannotSend(`${shown(at)} (${code})`), { cause });
  }
}

const isFile = (name: string) => statSync(path(name), { throwIfNoEntry: false })?.isFile() ?? false;
