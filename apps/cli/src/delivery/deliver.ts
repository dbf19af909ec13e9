import { foreseen } from '../explain.js';
import { onInterrupt } from '../interruption.js';
import { messages } from '../messages.js';
import { isFull } from '../room.js';
import { bringUp } from './containers.js';
import { Gap } from './gap.js';
import type { Ground } from './ground.js';
import type { Entry, Standing } from './journal.js';
import { Live } from './live.js';
import type { NewRelease } from './new-release.js';
import type { Stack } from './stack.js';
import { takeBack } from './unfinished.js';

/** What is wanted of a deployment; its model, and its images where it brings any, are on this host already. */
export interface Order {
  action: Entry['action'];
  to: Standing & { version: string };
  /** Absent where the release of Easel stays. */
  newRelease?: NewRelease | undefined;
}

/** What came of it. */
export interface Delivered {
  deployment: string;
  version: string;
  release: string;
  previous: string | null;
  /** Milliseconds in which callers had no result; 0 where no container had to be made anew. */
  gap_ms: number;
}

/**
 * Takes a deployment to a version that was seen to answer, each state written down once it is reached.
 * @throws Failure saying why not; what answered before answers then.
 */
export async function deliver(ground: Ground, stack: Stack, order: Order): Promise<Delivered> {
  const { action, to, newRelease } = order;
  const previous = (await stack.current()) ?? null;
  const { release } = stack;
  const from = release === undefined ? null : { version: previous, release };
  stack.journal.begin({ action, from, to, renews: newRelease !== undefined });
  using _cut = onInterrupt(() => ground.terminal.note(messages.cutShort(stack.name)));
  using gap = new Gap(() => new Live(ground, stack).serves());
  try {
    const live = newRelease
      ? await renew(ground, stack, { newRelease, to, gap })
      : await bringUp(ground, stack, { keep: true });
    await live.activate(to.version);
    stack.journal.advance('SWITCHED');
    await live.answers(to.version);
    stack.journal.advance('VERIFIED');
    const gapMs = gap.ms;
    if (gapMs > 0) ground.terminal.note(messages.gapWas((gapMs / 1000).toFixed(1)));
    stack.journal.end('COMMITTED');
    const { name: deployment } = stack;
    return { deployment, ...to, previous, gap_ms: gapMs };
  } catch (error) {
    await retreat(ground, stack, error);
    throw error;
  }
}

/** Brings it up on other images, and watches for how long nobody is served where anybody was before. */
async function renew(
  ground: Ground,
  stack: Stack,
  { newRelease, to, gap }: { newRelease: NewRelease; to: Order['to']; gap: Gap },
): Promise<Live> {
  const gateway = await ground.engine.container(stack.container('gateway'));
  if (gateway?.State.Running === true) {
    await newRelease.rehearse(to.version);
    stack.journal.advance('LOADED');
    ground.terminal.note(messages.gapAhead);
    gap.watch();
  }
  await newRelease.place();
  return bringUp(ground, stack);
}

/** The first failure is the one to tell. */
async function retreat(ground: Ground, stack: Stack, cause: unknown): Promise<void> {
  try {
    await new Live(ground, stack).settles();
    await takeBack(ground, stack, isFull(cause) ? 'the disk is full' : foreseen(cause).message);
    const version = await stack.current();
    const gateway = await ground.engine.container(stack.container('gateway'));
    if (version !== undefined && gateway?.State.Running === true)
      ground.terminal.note(messages.backAgain(stack.name, version));
  } catch (error) {
    ground.terminal.note(messages.notTakenBack(stack.name, foreseen(error).words));
  }
}
