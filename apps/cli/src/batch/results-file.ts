import { accessSync, constants, existsSync, linkSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { BatchClient, BatchResults } from '@easel/contract';
import { exits } from '../exits.js';
import { explain } from '../explain.js';
import { Failure } from '../failure.js';
import { onInterrupt } from '../interruption.js';
import { messages } from '../messages.js';
import { unwritten } from '../room.js';
import type { Terminal } from '../terminal.js';
import { shown, type Out } from './out.js';
import { passing, Patience, reason } from './passing.js';

const TRIES = 5;

/** @throws Failure where the results could not be put: better before a night's work than after it. */
export function checkOut({ out, force }: Out): void {
  if (!force && existsSync(out)) throw thereAlready(out);
  try {
    accessSync(dirname(out), constants.W_OK);
  } catch (error) {
    throw unwritten(out, error);
  }
}

/** All results into a file that is there whole or not at all. What the network takes away is asked for again. */
export async function saveResults(
  { api, terminal }: { api: BatchClient; terminal: Terminal },
  id: string,
  out: Out,
): Promise<void> {
  const part = `${out.out}.${process.pid}.part`;
  const discard = () => rmSync(part, { force: true });
  using _ = onInterrupt(() => {
    discard();
    terminal.note(messages.resultsLater(id));
  });
  const patience = new Patience();
  for (let tried = 1; ; tried += 1)
    try {
      await write(part, () => api.file(id, out.format));
      place(part, out);
      return;
    } catch (error) {
      discard();
      if (!passing(error) || tried === TRIES) {
        terminal.note(messages.resultsLater(id));
        throw explain(error, api.url);
      }
      if (tried === 1) terminal.note(messages.lostResults(reason(error, api.url)));
      await patience.wait();
    }
}

async function write(
  part: string,
  results: () => Promise<BatchResults<AsyncIterable<Uint8Array>>>,
): Promise<void> {
  await using file = await open(part, 'w').catch((error: unknown) => {
    throw unwritten(part, error);
  });
  const written = (error: unknown) => {
    throw unwritten(part, error);
  };
  const { rows } = await results();
  for await (const bytes of rows) await file.writeFile(bytes).catch(written);
  await file.sync().catch(written);
}

function place(part: string, { out, force }: Out): void {
  try {
    if (force) renameSync(part, out);
    else {
      // Unlike a rename, a link takes nobody's place.
      linkSync(part, out);
      rmSync(part);
    }
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') throw thereAlready(out);
    // FAT and some network drives know no links.
    if (force || existsSync(out)) throw unwritten(out, error);
    renameSync(part, out);
  }
}

const thereAlready = (file: string) =>
  new Failure(exits.refused, messages.resultsThere(shown(file)));
