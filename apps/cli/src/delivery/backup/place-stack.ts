import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { syncTree } from '@easel/platform';
import { messages } from '../../messages.js';
import { bringUp } from '../containers.js';
import type { Ground } from '../ground.js';
import { cardFor } from '../require-card.js';
import type { Stack } from '../stack.js';

export interface Placed {
  deployment: string;
  version: string | null;
  release: string;
  /** Where what was there before lies now; null where nothing was. */
  aside: string | null;
}

/**
 * Gives a deployment its folder back, and brings it up.
 * @throws Failure saying why it does not answer; what was there before is then there again.
 */
export async function placeStack(ground: Ground, from: Stack): Promise<Placed> {
  const to = ground.work.stack(from.name);
  const { ports, release = '' } = from;
  const before = existsSync(to.folder) ? await putAside(ground, to) : undefined;
  try {
    if (ports) await from.settle(ports, release);
    // Redis' password was not in the backup.
    if (from.hasBatches) await from.withBatches();
    if (from.runtime === 'cuda12') {
      from.setCard(cardFor(from.card));
      ground.work.host.giveCards();
    }
    await rename(from.folder, to.folder);
    await syncTree(to.folder);
    const live = await bringUp(ground, to);
    const version = await to.current();
    if (version !== undefined) await live.answers(version);
    const aside = before?.folder ?? null;
    return { deployment: to.name, version: version ?? null, release, aside };
  } catch (error) {
    if (before) await giveBack(ground, to, before);
    throw error;
  }
}

interface Before {
  folder: string;
  ran: boolean;
}

async function putAside({ engine }: Ground, stack: Stack): Promise<Before> {
  const gateway = await engine.container(stack.container('gateway'));
  if (stack.exists) await stack.compose.down();
  const folder = freeName(stack.folder);
  await rename(stack.folder, folder);
  return { folder, ran: gateway?.State.Running === true };
}

function freeName(folder: string): string {
  for (let copy = 1; ; copy += 1) {
    const name = `${folder}_replaced${copy === 1 ? '' : `_${copy}`}`;
    if (!existsSync(name)) return name;
  }
}

/** The first failure is the one to tell. */
async function giveBack(ground: Ground, stack: Stack, { folder, ran }: Before): Promise<void> {
  try {
    if (stack.exists) await stack.compose.down();
    await rm(stack.folder, { recursive: true, force: true });
    await rename(folder, stack.folder);
    if (!ran) return;
    await bringUp(ground, stack);
    ground.terminal.note(messages.backAgain(stack.name, (await stack.current()) ?? '-'));
  } catch (error) {
    ground.terminal.note(messages.notTakenBack(stack.name, String(error)));
  }
}
