import { partNames } from '@easel/license';
import { atomicWrite, boundedRead } from '@easel/platform';
import { z } from 'zod';

const LONGEST_BYTES = 256 * 1024;

/** The year 2200, which no licence reaches: what claims to be later is damage, and no date that could be written. */
export const LATEST_MS = 7_258_118_400_000;

/** What licensing must still know after a restart. */
const stateSchema = z.strictObject({
  format: z.literal(1),
  /** The highest effective time so far, milliseconds since 1970. */
  mark: z.number().positive().max(LATEST_MS),
  /** What was seen of this machine last. */
  memory: z.partialRecord(
    z.enum(partNames),
    z.strictObject({ hashes: z.array(z.string().max(64)).max(64), at: z.number() }),
  ),
  /** The newest keyset that came with a licence or package, as its root signed it. */
  keyset: z.string().optional(),
});

export type State = z.output<typeof stateSchema>;

/** @returns the state; why it cannot be read; or undefined where there is none yet. */
export function readState(path: string): State | { problem: string } | undefined {
  const file = boundedRead(path, LONGEST_BYTES);
  if (file.state === 'missing') return undefined;
  if (file.state === 'too-long') return { problem: 'it is too long' };
  if (file.state === 'unreadable') return { problem: file.why };
  try {
    return stateSchema.parse(JSON.parse(file.bytes.toString('utf8')));
  } catch {
    return { problem: 'it is damaged' };
  }
}

/** @throws Error as the file system has it. */
export const writeState = (path: string, state: State): void =>
  atomicWrite(path, `${JSON.stringify(state)}\n`, 0o600);
