import { messages } from '../messages.js';
import { isFull } from '../room.js';
import { bringUp } from './containers.js';
import { Gap } from './gap.js';
import type { Ground } from './ground.js';
import type { Entry, Standing } from './journal.js';
import type { Live } from './live.js';
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
  /** Milliseconds without an answer on the callers' port; 0 where no container had to be made anew. */
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
  stack.journal.begin({ action, from, to });
  try {
    const { live, gapMs } = newRelease
      ? await renew(ground, stack, { newRelease, to })
      : { live: await bringUp(ground, stack), gapMs: 0 };
    await live.activate(to.version);
    stack.journal.advance('SWITCHED');
    await live.answers(to.version);
    stack.journal.advance('VERIFIED');
    stack.journal.end('COMMITTED');
    const { name: deployment } = stack;
    return { deployment, ...to, previous, gap_ms: gapMs };
  } catch (error) {
    await retreat(ground, stack, error);
    throw error;
  }
}

/** Brings it up on other images, and says for how long nobody answered where anybody did before. */
async function renew(
  ground: Ground,
  stack: Stack,
  { newRelease, to }: { newRelease: NewRelease; to: Order['to'] },
): Promise<{ live: Live; gapMs: number }> {
  const gateway = await ground.engine.container(stack.container('gateway'));
  if (gateway?.State.Running !== true) {
    await newRelease.place();
    return { live: await bringUp(ground, stack), gapMs: 0 };
  }
  await newRelease.rehearse(to.version);
  stack.journal.advance('LOADED');
  ground.terminal.note(messages.gapAhead);
  using gap = new Gap(stack.ports?.callers ?? 0);
  await newRelease.place();
  const live = await bringUp(ground, stack);
  const gapMs = gap.ms;
  ground.terminal.note(messages.gapWas((gapMs / 1000).toFixed(1)));
  return { live, gapMs };
}

/** The first failure is the one to tell. */
async function retreat(ground: Ground, stack: Stack, cause: unknown): Promise<void> {
  try {
    await takeBack(ground, stack, whyOf(cause));
    const version = await stack.current();
    if (version !== undefined) ground.terminal.note(messages.backAgain(stack.name, version));
  } catch (error) {
    ground.terminal.note(messages.notTakenBack(stack.name, whyOf(error)));
  }
}

function whyOf(error: unknown): string {
  if (isFull(error)) return 'the disk is full';
  return error instanceof Error ? error.message : String(error);
}
