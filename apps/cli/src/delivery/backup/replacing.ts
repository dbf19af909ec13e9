import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { atomicWrite, boundedRead, syncFolder } from '@easel/platform';
import { z } from 'zod';
import { foreseen } from '../../explain.js';
import { messages } from '../../messages.js';
import { bringUp, takeDown } from '../containers.js';
import type { Ground } from '../ground.js';
import type { Stack } from '../stack.js';
import type { WorkFolder } from '../work-folder.js';

const markSchema = z.strictObject({
  format: z.literal(1),
  deployment: z.string(),
  /** The folder that what was there before is put aside as; null where nothing was. */
  aside: z.string().nullable(),
  /** Whether that was in service. */
  ran: z.boolean(),
});

type Mark = z.output<typeof markSchema>;

/** Bytes: it says three things. */
const LONGEST = 64 * 1024;

const markOf = ({ host }: WorkFolder) => join(host.folder, 'replacing.json');

/**
 * Puts a deployment aside, if there is one, so that a restored one can take its place.
 * @returns where it lies. Until `replaced` whatever runs next puts it back, should this be killed.
 */
export async function putAside(ground: Ground, stack: Stack): Promise<string | null> {
  const { work, engine } = ground;
  const aside = existsSync(stack.folder) ? freeName(stack.folder) : null;
  const gateway = await engine.container(stack.container('gateway'));
  const ran = aside !== null && gateway?.State.Running === true;
  const mark: Mark = { format: 1, deployment: stack.name, aside, ran };
  await mkdir(work.host.folder, { recursive: true });
  atomicWrite(markOf(work), `${JSON.stringify(mark)}\n`);
  if (aside === null) return null;
  await takeDown(ground, stack);
  await rename(stack.folder, aside);
  await syncFolder(work.path);
  return aside;
}

function freeName(folder: string): string {
  for (let copy = 1; ; copy += 1) {
    const name = `${folder}_replaced${copy === 1 ? '' : `_${copy}`}`;
    if (!existsSync(name)) return name;
  }
}

/** What took its place answers: what was put aside is an operator's to delete. */
export async function replaced({ work }: Ground): Promise<void> {
  await rm(markOf(work), { force: true });
  await syncFolder(work.host.folder);
}

/** What was put aside and not replaced comes back, in place of whatever half stands there. */
export async function putBack(ground: Ground): Promise<void> {
  const { work, terminal } = ground;
  const mark = read(work);
  if (!mark) return;
  const { deployment, aside, ran } = mark;
  const stack = work.stack(deployment);
  if (aside === null || existsSync(aside)) {
    await takeDown(ground, stack);
    await rm(stack.folder, { recursive: true, force: true });
    if (aside !== null) await rename(aside, stack.folder);
    await syncFolder(work.path);
  }
  try {
    if (!ran) return;
    await bringUp(ground, stack);
    terminal.note(messages.backAgain(deployment, (await stack.current()) ?? '-'));
  } finally {
    // The folder is back: what does not come up again must not stand in the way of every command from now on.
    await replaced(ground);
  }
}

/** A restore that was killed is taken back before anything else is done. */
export async function endReplacing(ground: Ground): Promise<void> {
  const mark = read(ground.work);
  if (!mark) return;
  ground.terminal.note(messages.restoreInterrupted(mark.deployment));
  try {
    await putBack(ground);
  } catch (error) {
    if (read(ground.work)) throw error;
    ground.terminal.note(messages.notTakenBack(mark.deployment, foreseen(error).words));
  }
}

/** @throws Error where the file is not one of ours. */
function read(work: WorkFolder): Mark | undefined {
  const path = markOf(work);
  const file = boundedRead(path, LONGEST);
  if (file.state === 'missing') return undefined;
  if (file.state !== 'read') throw new Error(`${path} cannot be read (${file.state})`);
  return markSchema.parse(JSON.parse(file.bytes.toString('utf8')));
}
