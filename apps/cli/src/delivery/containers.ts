import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { EngineError } from '../docker/engine-error.js';
import type { Engine, Listed } from '../docker/engine.js';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import type { Ground } from './ground.js';
import { requireImages } from './images.js';
import { Live } from './live.js';
import type { Stack } from './stack.js';

/**
 * Brings a deployment's containers up, and licensing before them: those that run and are what they should be are left
 * alone.
 * @param keep for a version of a model alone: those that run are left alone whatever is set by now, as that would be a
 *   gap that nobody announced.
 * @returns once its operators' door answers.
 */
export async function bringUp(ground: Ground, stack: Stack, { keep = false } = {}): Promise<Live> {
  if (!existsSync(stack.composeFile))
    throw new Failure(exits.refused, messages.installAgain(stack.name));
  await requireImages(ground, stack);
  await stack.own();
  await sweepHalves(ground, ground.work.host.project);
  await ground.work.host.compose.up({ keep });
  await sweepHalves(ground, stack.project);
  await leaveOldFolder(ground, stack);
  await stack.compose.up({ keep });
  const live = new Live(ground, stack);
  await live.comesUp();
  return live;
}

/**
 * Takes a project's containers and networks away, and its volumes where they are to go, though the file that they were
 * made from is lost or broken.
 * @throws EngineError where Docker cannot be asked.
 */
export async function takeDown(
  { engine }: Pick<Ground, 'engine'>,
  { project, composeFile, compose }: Pick<Stack, 'project' | 'composeFile' | 'compose'>,
  { volumes = false } = {},
): Promise<void> {
  try {
    // Without a file of its own compose would take one of a folder above.
    if (existsSync(composeFile)) {
      await compose.down({ all: volumes });
      return;
    }
  } catch {
    // Docker itself knows which they are.
  }
  for (const { id } of await engine.containersOf(project)) await engine.remove(id);
  for (const network of await engine.networksOf(project)) await engine.removeNetwork(network);
  if (!volumes) return;
  for (const volume of await engine.volumesOf(project)) await engine.removeVolume(volume);
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
export async function leaveOldFolder(
  { engine, terminal }: Pick<Ground, 'engine' | 'terminal'>,
  stack: Stack,
): Promise<void> {
  const left: string[] = [];
  for (const container of await engine.containersOf(stack.project))
    if (!(await standsOn(engine, stack.folder, container))) left.push(container.name);
  if (left.length === 0) return;
  terminal.note(messages.leavesOldFolder(stack.folder, left.join(', ')));
  await Promise.all(left.map((name) => engine.remove(name)));
}

/** Whether what it sees of the folder is what lies there. One that does not run looks anew when it is started. */
async function standsOn(
  engine: Engine,
  folder: string,
  { name, running, binds }: Listed,
): Promise<boolean> {
  const mine = binds.filter(({ host }) => host.startsWith(`${folder}/`));
  if (!running || mine.length === 0) return true;
  const paths = mine.map(({ inside }) => inside);
  const { stdout } = await engine.exec(name, ['stat', '-c', '%i', ...paths]).catch(ended);
  const here = await Promise.all(mine.map(({ host }) => inode(host)));
  return stdout.trim() === here.join('\n');
}

/** One that ended meanwhile, or runs nothing any more, is made anew. */
function ended(error: unknown): { stdout: string } {
  if (error instanceof EngineError && error.status === 409) return { stdout: '' };
  throw error;
}

/** Undefined where there is nothing. */
const inode = (path: string): Promise<bigint | undefined> =>
  stat(path, { bigint: true }).then(
    ({ ino }) => ino,
    () => undefined,
  );
