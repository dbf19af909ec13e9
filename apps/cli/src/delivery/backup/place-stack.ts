import { rename } from 'node:fs/promises';
import { syncFolder, syncTree } from '@easel/platform';
import { foreseen } from '../../explain.js';
import { messages } from '../../messages.js';
import { bringUp } from '../containers.js';
import type { Ground } from '../ground.js';
import { cardFor } from '../require-card.js';
import type { Stack } from '../stack.js';
import { putAside, putBack, replaced } from './replacing.js';

export interface Placed {
  deployment: string;
  version: string | null;
  release: string;
  /** Where what was there before lies now; null where nothing was. */
  aside: string | null;
}

/**
 * Gives a deployment its folder back, and brings it up.
 * @throws Failure saying why it does not answer; what was there before, if anything, is then there again, and alone.
 */
export async function placeStack(ground: Ground, from: Stack): Promise<Placed> {
  const to = ground.work.stack(from.name);
  const { ports, release = '' } = from;
  try {
    if (ports) await from.settle(ports, release);
    // Redis' password was not in the backup.
    if (from.hasBatches) await from.withBatches();
    if (from.runtime === 'cuda12') {
      from.setCard(cardFor(from.card));
      ground.work.host.giveCards();
    }
    await syncTree(from.folder);
    const aside = await putAside(ground, to);
    await rename(from.folder, to.folder);
    await syncFolder(ground.work.path);
    const live = await bringUp(ground, to);
    const version = await to.current();
    if (version !== undefined) await live.answers(version);
    await replaced(ground);
    return { deployment: to.name, version: version ?? null, release, aside };
  } catch (error) {
    await giveBack(ground, to);
    throw error;
  }
}

/** The first failure is the one to tell. */
async function giveBack(ground: Ground, { name }: Stack): Promise<void> {
  try {
    await putBack(ground);
  } catch (error) {
    ground.terminal.note(messages.notTakenBack(name, foreseen(error).words));
  }
}
