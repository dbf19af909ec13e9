import { existsSync } from 'node:fs';
import { mkdir, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { atomicWrite, boundedRead, syncFolder } from '@easel/platform';
import { z } from 'zod';
import { exits } from '../../exits.js';
import { Failure } from '../../failure.js';
import { messages } from '../../messages.js';

/** The year 2200, as licensing has it: what claims to be later is damage. */
const LATEST_MS = 7_258_118_400_000;

/** Bytes of what licensing knows. */
const LONGEST_STATE = 256 * 1024;

/** Bytes of a log: twice what it is put aside at. */
const LONGEST_LOG = 32 * 1024 * 1024;

const stateSchema = z.looseObject({
  format: z.literal(1),
  mark: z.number().positive().max(LATEST_MS),
  keyset: z.string().optional(),
});

/**
 * Brings a backup's licences into licensing's folder, where none is in place, and joins what each knows: the later time
 * counts, the newer keyset, and the lines of both audit logs. What the host has of licences stays: one that waits, and the
 * earlier ones. The licence is the last, so that whoever was killed begins anew; the time is the first, and is there at
 * any moment.
 */
export async function joinLicensing(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  joinStates(from, to);
  await joinLogs(from, to);
  // Licensing leaves an empty folder where the one earlier licence is in place again.
  const earlier = await readdir(join(to, 'history')).catch(() => []);
  if (earlier.length === 0) await move(from, to, 'history');
  for (const name of ['queued.lic', 'easel.lic'])
    if (!existsSync(join(to, name))) await move(from, to, name);
}

/** What this host has seen of itself is worth more than what was seen when the backup was made, maybe elsewhere. */
function joinStates(from: string, to: string): void {
  const [theirs, ours] = [stateIn(from), stateIn(to)];
  const times = [theirs?.mark, ours?.mark, lastLogged(from), lastLogged(to)];
  const mark = Math.max(...times.filter((time) => time !== undefined));
  if (mark === -Infinity) return;
  const keysets = [ours?.keyset, theirs?.keyset].filter((token) => token !== undefined);
  const [newest] = keysets.sort((one, other) => versionOf(other) - versionOf(one));
  const keyset = newest !== undefined && { keyset: newest };
  const joined = { memory: {}, ...theirs, ...ours, format: 1, mark, ...keyset };
  atomicWrite(join(to, 'state.json'), `${JSON.stringify(joined)}\n`, 0o600);
}

function stateIn(folder: string): z.output<typeof stateSchema> | undefined {
  const file = boundedRead(join(folder, 'state.json'), LONGEST_STATE);
  return file.state === 'read' ? json(file.bytes.toString('utf8'), stateSchema) : undefined;
}

/** Licensing proves it when it reads it. */
function versionOf(keyset: string): number {
  const claims = Buffer.from(keyset.split('.')[1] ?? '', 'base64url').toString('utf8');
  return json(claims, z.looseObject({ version: z.int() }))?.version ?? 0;
}

/** The time of a log's last whole line, which is the second place where it is kept. */
function lastLogged(folder: string): number | undefined {
  const lines = linesOf(join(folder, 'audit.jsonl')) ?? [];
  return lines.map(timeOf).findLast((time) => time !== undefined);
}

function timeOf(line: string): number | undefined {
  const at = json(line, z.looseObject({ at: z.string() }))?.at ?? '';
  const time = Date.parse(at);
  return time <= LATEST_MS ? time : undefined;
}

/** Of the host that was backed up ours has them already; of another, they come first. */
async function joinLogs(from: string, to: string): Promise<void> {
  const log = join(to, 'audit.jsonl');
  const ours = linesOf(log);
  if (ours === undefined) await move(from, to, 'audit.jsonl');
  else {
    const known = new Set([...(linesOf(`${log}.1`) ?? []), ...ours]);
    const theirs = linesOf(join(from, 'audit.jsonl')) ?? [];
    const before = theirs.filter((line) => !known.has(line));
    if (before.length > 0) atomicWrite(log, `${[...before, ...ours].join('\n')}\n`, 0o600);
  }
  if (!existsSync(`${log}.1`)) await move(from, to, 'audit.jsonl.1');
}

/** Undefined where there is none. @throws Failure where it cannot be read: its lines must not be lost. */
function linesOf(log: string): string[] | undefined {
  const file = boundedRead(log, LONGEST_LOG);
  if (file.state === 'missing') return undefined;
  if (file.state === 'too-long')
    throw new Failure(exits.refused, messages.tooLong(log, LONGEST_LOG));
  if (file.state === 'unreadable')
    throw new Failure(exits.refused, messages.unreadable(log, file.why));
  const lines = file.bytes.toString('utf8').split('\n');
  return lines.filter((line) => line !== '');
}

async function move(from: string, to: string, name: string): Promise<void> {
  if (!existsSync(join(from, name))) return;
  await rename(join(from, name), join(to, name));
  await syncFolder(to);
}

/** Undefined where it is damaged. */
function json<T>(text: string, schema: z.ZodType<T>): T | undefined {
  try {
    return schema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
