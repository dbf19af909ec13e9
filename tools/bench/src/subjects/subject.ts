import { setTimeout as sleep } from 'node:timers/promises';

/** Something that works as hard as it can when it is told to, and rests otherwise. */
export interface Subject<Round> extends AsyncDisposable {
  /** Long enough for every code path to be compiled, and for caches to be filled. */
  warmUp(): Promise<void>;
  round(ms: number): Promise<Round>;
}

/**
 * How long a subject works before its first round, and before each is counted, since it has rested while it was the
 * others' turn. The same for all: one that is measured colder than the other looks slower than it is.
 */
export const WARM_UP_MS = 20_000;
export const LEAD_MS = 2_500;

/** For what is under way to end. */
const SETTLE_MS = 300;

/** The rounds of each subject, one after the other, several times: what the machine does meanwhile happens to all of them. */
export async function inTurn<Rounds extends unknown[]>(
  subjects: { [Index in keyof Rounds]: Subject<Rounds[Index]> },
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<{ [Index in keyof Rounds]: Rounds[Index][] }> {
  const all = subjects as Subject<unknown>[];
  const taken = all.map((): unknown[] => []);
  for (const subject of all) await subject.warmUp();
  for (let round = 0; round < rounds; round += 1)
    for (const [index, subject] of all.entries()) {
      taken[index]?.push(await subject.round(seconds * 1000));
      await sleep(SETTLE_MS);
    }
  return taken as { [Index in keyof Rounds]: Rounds[Index][] };
}
