import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { atomicWrite, boundedRead } from '@easel/platform';
import { z } from 'zod';

/**
 * How far a delivery came. STAGED: files and images are here. LOADED: the version has proved itself. SWITCHED: it has
 * the traffic. VERIFIED: it was seen to answer. COMMITTED and REVERTED are ends.
 */
const states = ['STAGED', 'LOADED', 'SWITCHED', 'VERIFIED', 'COMMITTED', 'REVERTED'] as const;

const standing = z.strictObject({
  /** Of the model; null where none is in service. */
  version: z.string().nullable(),
  /** Of Easel. */
  release: z.string(),
});

const entrySchema = z.strictObject({
  format: z.literal(1),
  action: z.enum(['install', 'upgrade', 'rollback']),
  state: z.enum(states),
  /** What was there before; null where nothing was. */
  from: standing.nullable(),
  to: standing.extend({ version: z.string() }),
  /** ISO 8601. */
  begun: z.string(),
  at: z.string(),
  /** Why it was reverted. */
  why: z.string().optional(),
});

export type Entry = z.output<typeof entrySchema>;
export type Standing = z.output<typeof standing>;

/** Bytes: one entry is never longer. */
const LONGEST = 64 * 1024;
const LONGEST_HISTORY = 16 * 1024 * 1024;

/**
 * What is being done to a deployment, so that whatever runs next after a kill or a power loss can go on with it or take
 * it back. The one that is under way, or was last, is `journal.json`; those that ended are in `history.jsonl` besides.
 */
export class Journal {
  readonly #path: string;
  readonly #history: string;

  /** @param folder of the deployment. */
  constructor(folder: string) {
    this.#path = join(folder, 'journal.json');
    this.#history = join(folder, 'history.jsonl');
  }

  /** The last that was begun. @throws Error where the file is not one of ours. */
  last(): Entry | undefined {
    const file = boundedRead(this.#path, LONGEST);
    if (file.state === 'missing') return undefined;
    if (file.state !== 'read') throw new Error(`${this.#path} cannot be read (${file.state})`);
    return entrySchema.parse(JSON.parse(file.bytes.toString('utf8')));
  }

  /** What was begun and has not ended. */
  open(): Entry | undefined {
    const last = this.last();
    return last && last.state !== 'COMMITTED' && last.state !== 'REVERTED' ? last : undefined;
  }

  /** What was in service before `version` was, by those that ended well. */
  before(version: string | undefined): string | undefined {
    const file = boundedRead(this.#history, LONGEST_HISTORY);
    if (file.state !== 'read') return undefined;
    const lines = file.bytes.toString('utf8').split('\n');
    const last = lines
      .flatMap(parseLine)
      .findLast(({ state, to }) => state === 'COMMITTED' && to.version === version);
    return last?.from?.version ?? undefined;
  }

  begin({ action, from, to }: Pick<Entry, 'action' | 'from' | 'to'>): void {
    const now = new Date().toISOString();
    this.#write({ format: 1, action, state: 'STAGED', from, to, begun: now, at: now });
  }

  /** @throws Error where nothing is under way. */
  advance(state: 'LOADED' | 'SWITCHED' | 'VERIFIED'): void {
    this.#write({ ...this.#underWay(), state, at: new Date().toISOString() });
  }

  /** It ended. @param why where it was taken back. */
  end(state: 'COMMITTED' | 'REVERTED', why?: string): void {
    const entry = { ...this.#underWay(), state, at: new Date().toISOString() };
    const ended = why === undefined ? entry : { ...entry, why };
    this.#write(ended);
    appendFileSync(this.#history, `${JSON.stringify(ended)}\n`);
  }

  #underWay(): Entry {
    const entry = this.open();
    if (!entry) throw new Error(`${this.#path} says that nothing is under way`);
    return entry;
  }

  #write(entry: Entry): void {
    atomicWrite(this.#path, `${JSON.stringify(entry, null, 2)}\n`);
  }
}

/** Nothing for a line that a loss of power cut off. */
function parseLine(line: string): Entry[] {
  try {
    return [entrySchema.parse(JSON.parse(line))];
  } catch {
    return [];
  }
}
