import { readFileSync } from 'node:fs';
import { z } from 'zod';

import { keyFiles } from '../keys/key-files.js';
import { VendorError } from '../vendor-error.js';
import { hashOf, parseLine, type Entry } from './entry.js';

/** A ledger that was found whole. */
export interface LedgerReading {
  entries: Entry[];
  /** SHA-256 of the last line. */
  head: string;
  /** Bytes of whole lines. */
  length: number;
  /** A last line without its end: its writer was killed before anybody got what it was to record. */
  torn: boolean;
}

/** What the first line follows. */
export const START = hashOf('');

const headSchema = z.strictObject({ n: z.int().min(1), hash: z.string() });

export const headText = (n: number, hash: string): string => `${JSON.stringify({ n, hash })}\n`;

/**
 * Reads and verifies all of a ledger: each line names the one before it, and the head, written after each, the last.
 * The head may lag behind, when its writer was killed or is at work; it may never name what is not there.
 * @throws VendorError when anything was changed, removed or moved.
 */
export function readLedger(folder: string): LedgerReading {
  const files = keyFiles(folder);
  // The head first: a line written meanwhile is then one more than it knows of.
  const known = headSchema.safeParse(readJson(files.ledgerHead));
  const bytes = read(files.ledger);
  const length = bytes.lastIndexOf('\n') + 1;
  const lines = bytes.subarray(0, length).toString('utf8').split('\n').slice(0, -1);

  const entries: Entry[] = [];
  const hashes: string[] = [];
  for (const [at, line] of lines.entries()) {
    const entry = parseLine(line);
    if (!entry) throw damaged(`line ${at + 1} is no entry: it was changed`);
    if (entry.n !== at + 1 || entry.prev !== (hashes.at(-1) ?? START))
      throw damaged(
        at === 0
          ? 'it does not begin with its first line'
          : `line ${at + 1} does not follow line ${at}: one of them was changed, removed or moved`,
      );
    entries.push(entry);
    hashes.push(hashOf(line));
  }
  if (!known.success) throw damaged(`${files.ledgerHead} is missing or damaged`);
  const { n, hash } = known.data;
  if (n > lines.length) throw damaged(`${n} lines were written and ${lines.length} are there`);
  if (hashes[n - 1] !== hash) throw damaged(`line ${n} is not the one that was written`);
  return { entries, head: hashes.at(-1) ?? START, length, torn: length < bytes.length };
}

const damaged = (what: string) =>
  new VendorError(
    `The ledger was tampered with or damaged: ${what}. Nothing is issued until its copy is restored.`,
  );

function read(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new VendorError(`${path} cannot be read: the folder of keys is not whole`, { cause });
  }
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return undefined;
  }
}
