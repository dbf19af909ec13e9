import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ground } from './ground.js';
import { requireImages } from './images.js';
import { Live } from './live.js';
import type { Stack } from './stack.js';

/**
 * Brings a deployment's containers up, and licensing before them: those that run and are what they should be are left
 * alone.
 * @returns once its operators' door answers.
 */
export async function bringUp(ground: Ground, stack: Stack): Promise<Live> {
  await requireImages(ground, stack);
  await stack.own();
  await sweepHalves(ground, ground.work.host.project);
  await ground.work.host.compose.up();
  await sweepHalves(ground, stack.project);
  await leaveOldFolder(ground, stack);
  await stack.compose.up();
  const live = new Live(ground, stack);
  await live.comesUp();
  return live;
}

/**
 * Takes away what compose left when it was killed while it made a container anew: the old one, stopped and under
 * another name, which it would start again under that; and those that were to try a version.
 */
async function sweepHalves({ engine }: Ground, project: string): Promise<void> {
  for (const { id, name, oneOff } of await engine.containersOf(project))
    if (oneOff || /^[0-9a-f]{12}_/.test(name)) await engine.remove(id);
}

/** A container goes on with the folder that it was started on, whatever was moved or copied into its place since. */
async function leaveOldFolder({ engine }: Ground, stack: Stack): Promise<void> {
  const inference = stack.container('inference');
  const running = await engine.container(inference);
  if (!running?.State.Running) return;
  const { stdout } = await engine.exec(inference, ['stat', '-c', '%i', '/var/lib/easel/models']);
  const { ino } = await stat(join(stack.folder, 'models'), { bigint: true });
  if (stdout.trim() === String(ino)) return;
  await engine.remove(stack.container('gateway'));
  await engine.remove(inference);
}
