import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, rmSync, writeFileSync } from 'node:fs';
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
  /** Whether containers are made anew, of other images: the release that was there is kept meanwhile. */
  renews: z.boolean().default(false),
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
/** Bytes: of what going back writes, the settings, the compose files and `current` among it. */
const SET_ASIDE = 1024 * 1024;

/**
 * What is being done to a deployment, so that whatever runs next after a kill or a power loss can go on with it or take
 * it back. The one that is under way, or was last, is `journal.json`; those that ended are in `history.jsonl` besides.
 * While one is under way `journal.room` takes up a little of the disk, so that on a full one there is still room to go back.
 */
export class Journal {
  readonly #path: string;
  readonly #history: string;
  readonly #aside: string;

  /** @param folder of the deployment. */
  constructor(folder: string) {
    this.#path = join(folder, 'journal.json');
    this.#history = join(folder, 'history.jsonl');
    this.#aside = join(folder, 'journal.room');
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

  /** What was in service before `version` was, by those that ended well: Easel may have changed under it since. */
  before(version: string | undefined): string | undefined {
    const file = boundedRead(this.#history, LONGEST_HISTORY);
    if (file.state !== 'read') return undefined;
    const lines = file.bytes.toString('utf8').split('\n');
    const last = lines
      .flatMap(parseLine)
      .filter(({ from, to }) => from?.version !== to.version)
      .findLast(({ state, to }) => state === 'COMMITTED' && to.version === version);
    return last?.from?.version ?? undefined;
  }

  begin(order: Pick<Entry, 'action' | 'from' | 'to'> & { renews?: boolean }): void {
    const now = new Date().toISOString();
    try {
      // Not zeros: there are disks on which these take no room.
      writeThrough(this.#aside, randomBytes(SET_ASIDE), 'w');
      this.#write({ renews: false, ...order, format: 1, state: 'STAGED', begun: now, at: now });
    } catch (error) {
      this.makeRoom();
      throw error;
    }
  }

  /** @throws Error where nothing is under way. */
  advance(state: 'LOADED' | 'SWITCHED' | 'VERIFIED'): void {
    this.#write({ ...this.#underWay(), state, at: new Date().toISOString() });
  }

  /** Gives what was set aside to whoever goes back now. */
  makeRoom(): void {
    rmSync(this.#aside, { force: true });
  }

  /** It ended. @param why where it was taken back. */
  end(state: 'COMMITTED' | 'REVERTED', why?: string): void {
    const entry = { ...this.#underWay(), state, at: new Date().toISOString() };
    const ended = why === undefined ? entry : { ...entry, why };
    this.makeRoom();
    // The history first: what is cut off in between is ended once more, and the last of two lines counts. Each begins
    // on a line of its own, whatever a loss of power or a full disk left of the one before.
    writeThrough(this.#history, `\n${JSON.stringify(ended)}\n`, 'a');
    this.#write(ended);
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

/** On the disk itself, its own bytes at least. */
function writeThrough(path: string, bytes: Buffer | string, flags: 'w' | 'a'): void {
  const file = openSync(path, flags);
  try {
    writeFileSync(file, bytes);
    fsyncSync(file);
  } finally {
    closeSync(file);
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
