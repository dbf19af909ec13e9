import { compareVersions } from '@easel/models';
import { exits } from '../../exits.js';
import { Failure } from '../../failure.js';
import { messages } from '../../messages.js';
import { isFree } from '../free-ports.js';
import type { Ground } from '../ground.js';
import { imagesOf, inferenceImage, licensingImage } from '../images.js';
import { takenPorts } from '../ports.js';
import { cardFor, requireCard } from '../require-card.js';
import { requireName } from '../stack-name.js';
import type { Stack } from '../stack.js';
import { readsFormat, requireReadable } from '../state-format.js';
import type { WorkFolder } from '../work-folder.js';
import type { Listing } from './listing.js';

/** @throws Failure with what stands in the way of putting these deployments into service on this host. */
export async function requireFit(
  ground: Ground,
  from: WorkFolder,
  deployments: Listing['deployments'],
): Promise<void> {
  for (const { name, version } of deployments) {
    const stack = from.stack(name);
    const here = (await stack.current()) ?? null;
    const whole = here === null || (await stack.versions()).includes(here);
    if (stack.saysName !== name || here !== version || !whole)
      throw new Failure(exits.refused, messages.badBackup(name, messages.backupAmiss(name)));
    await requireName(ground.work, name);
    await requireImages(ground, imagesOf(stack));
    await requireReadable(ground, stack, stack.release ?? '');
    await requirePorts(ground, stack);
  }
  const { host } = ground.work;
  const release = later(host.release, from.host.release);
  if (release === undefined) return;
  await requireImages(ground, [licensingImage(release)]);
  if ((await readsFormat(ground.engine, release, 'licensing')) < from.host.format)
    throw new Failure(exits.refused, messages.formatTooNew('.easel', from.host.format, release));
  // Licensing that is brought along with cards would not start without one.
  const bringsCards = release !== host.release && from.host.runtime === 'cuda12';
  const onCard = deployments
    .map(({ name }) => from.stack(name))
    .filter(({ runtime }) => runtime === 'cuda12');
  for (const stack of onCard) await requireCard(ground, cardFor(stack.card), inferenceImage(stack));
  if (bringsCards && onCard.length === 0)
    await requireCard(ground, cardFor(undefined), licensingImage(release));
}

export const later = (here: string | undefined, other: string | undefined) =>
  here === undefined || (other !== undefined && compareVersions(here, other) < 0) ? other : here;

async function requireImages({ engine }: Ground, references: string[]): Promise<void> {
  for (const reference of references)
    if (!(await engine.image(reference)))
      throw new Failure(exits.refused, messages.restoreLacksImage(reference));
}

/** Those that the deployment has already are its own. */
async function requirePorts({ work, engine }: Ground, stack: Stack): Promise<void> {
  const { name, ports } = stack;
  const running = (await engine.container(`${name}-gateway`))?.State.Running === true;
  const own = running ? work.stack(name).ports : undefined;
  const taken = await takenPorts(work, name);
  for (const port of ports ? [ports.callers, ports.operators] : []) {
    if (own?.callers === port || own?.operators === port) continue;
    if (taken.has(port) || !(await isFree(port)))
      throw new Failure(exits.refused, messages.restorePortTaken(port, name));
  }
}
