import { rm } from 'node:fs/promises';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import { bringUp, takeDown } from './containers.js';
import type { Ground } from './ground.js';
import { KeptRelease } from './kept-release.js';
import type { Entry } from './journal.js';
import { Live } from './live.js';
import type { Parcel } from './parcel.js';
import type { Stack } from './stack.js';

/** Why something was taken back, for the journal. */
export const INTERRUPTED = 'it was interrupted';

/**
 * Ends what a kill or a power loss left open, before anything else is done: on with what has the traffic already, back
 * from what has not. What answered before answers meanwhile; a first install, before which nothing did, goes on.
 */
export async function endUnfinished(ground: Ground, stack: Stack): Promise<void> {
  await stack.own();
  await stack.sweep();
  const entry = stack.journal.open();
  if (!entry) return;
  ground.terminal.note(messages.unfinished(stack.name, entry.to.version, entry.state));
  if (entry.from?.version == null) return goOn(ground, stack, entry);
  await new Live(ground, stack).settles();
  if (await isSwitched(ground, stack, entry)) await goOnOrBack(ground, stack, entry);
  else await takeBack(ground, stack, INTERRUPTED);
}

/**
 * The same before a package is looked at any further, which may bring back images that whoever goes on or back would
 * start, and that are gone from Docker.
 */
export async function endUnfinishedBy(
  ground: Ground,
  stack: Stack,
  parcel: Pick<Parcel, 'manifest' | 'bringImages'>,
): Promise<void> {
  const entry = stack.journal.open();
  const { kind, release } = parcel.manifest;
  const wanted = [entry?.from?.release, entry?.to.release];
  if (kind === 'full' && wanted.includes(release)) await parcel.bringImages();
  await endUnfinished(ground, stack);
}

/**
 * Ends what a kill left open of a deployment whose containers its operator has just had removed, and starts none: what it
 * would be started from goes back, and the version stays that `current` names.
 */
export async function endRemoved(ground: Ground, stack: Stack): Promise<void> {
  const entry = stack.journal.open();
  if (!entry) return;
  if (await isSwitched(ground, stack, entry)) stack.journal.end('COMMITTED');
  else {
    await startTakenBack(ground, stack, entry);
    stack.journal.end('REVERTED', 'it was removed');
  }
}

/** Whether the new has the traffic. A version may stay while its Easel changes: the release is written last. */
async function isSwitched(ground: Ground, stack: Stack, entry: Entry): Promise<boolean> {
  const { from, to, renews } = entry;
  if ((await stack.current()) !== to.version || stack.release !== to.release) return false;
  return !(renews && from && new KeptRelease(ground, stack, from.release).inPlace);
}

/** What does not come up again must not stand in the way of everything else: there is one that answered before. */
async function goOnOrBack(ground: Ground, stack: Stack, entry: Entry): Promise<void> {
  try {
    await goOn(ground, stack, entry);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    ground.terminal.note(error.words);
    await takeBack(ground, stack, error.message);
  }
}

async function goOn(ground: Ground, stack: Stack, { to, renews }: Entry): Promise<void> {
  // Of a first install the release is written last: before that anything may be missing.
  if (stack.release !== to.release)
    throw new Failure(exits.refused, messages.installAgain(stack.name));
  const live = await bringUp(ground, stack, { keep: !renews });
  if ((await stack.current()) !== to.version) await live.activate(to.version);
  await live.answers(to.version);
  stack.journal.end('COMMITTED');
}

/**
 * Back to what there was: the release of Easel and its compose file, then the version of the model.
 * @param why for the journal.
 */
export async function takeBack(ground: Ground, stack: Stack, why: string): Promise<void> {
  const entry = stack.journal.open();
  if (!entry) return;
  const moved = await startTakenBack(ground, stack, entry);
  const before = entry.from?.version;
  const back = before != null && (await stack.current()) !== before;
  // One that was removed stays so; of one that was being made anew compose may have left any part.
  const up = (await ground.engine.containersOf(stack.project)).length > 0;
  if (back || (moved && up)) await bringUp(ground, stack, { keep: !moved });
  if (back) await new Live(ground, stack).activate(before);
  stack.journal.end('REVERTED', why);
}

/** Back to what the deployment was started from. @returns whether that had to be changed, and it can be started. */
async function startTakenBack(ground: Ground, stack: Stack, entry: Entry): Promise<boolean> {
  stack.journal.makeRoom();
  const { from, to, renews } = entry;
  if (from?.version == null) {
    await firstTakenBack(ground, stack, entry);
    return false;
  }
  if (!renews) return false;
  const kept = new KeptRelease(ground, stack, from.release);
  await kept.takeBack(to.release);
  return kept.putBackStart();
}

/** Nothing was there before: nothing that could be started stays, so that the next install begins anew. */
async function firstTakenBack(
  ground: Ground,
  stack: Stack,
  { from, to }: Pick<Entry, 'from' | 'to'>,
): Promise<void> {
  await takeDown(ground, stack);
  await rm(stack.composeFile, { force: true });
  if (!from) return;
  const kept = new KeptRelease(ground, stack, from.release);
  const hostTakenBack = await kept.takeBack(to.release);
  stack.setRelease(from.release);
  const licensing = await ground.engine.container('easel-licensing');
  if (hostTakenBack && licensing) await ground.work.host.compose.up();
}
