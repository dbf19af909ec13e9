import type { Engine } from '../docker/engine.js';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import type { Ground } from './ground.js';
import { KeptRelease } from './kept-release.js';
import type { Stack } from './stack.js';

/** The format of state that a release reads and writes, as its images say; those that say nothing are of the first. */
export async function readsFormat(
  engine: Engine,
  release: string,
  service: 'gateway' | 'licensing' = 'gateway',
): Promise<number> {
  const image = await engine.image(`easel/${service}:${release}`);
  return Number(image?.Config.Labels?.['easel.state-format'] ?? 1);
}

/** @throws Failure where a release cannot read what a deployment's folder holds, and finds nothing of its own there. */
export async function requireReadable(
  ground: Pick<Ground, 'work' | 'engine'>,
  stack: Stack,
  release: string,
): Promise<void> {
  const reads = await readsFormat(ground.engine, release);
  if (reads >= stack.format || new KeptRelease(ground, stack, release).exists) return;
  throw new Failure(exits.refused, messages.formatTooNew(stack.name, stack.format, release));
}
