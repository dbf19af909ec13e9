import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { exits, type Exit } from '../../exits.js';
import { Failure } from '../../failure.js';
import { path as typed } from '../../input.js';
import { messages } from '../../messages.js';
import { Progress } from '../../progress.js';
import { Room, unwritten } from '../../room.js';
import type { Ground } from '../ground.js';
import { installed } from '../installed.js';
import type { Stack } from '../stack.js';
import { gather } from './gather.js';
import { listing } from './listing.js';
import { writeBackup } from './write-backup.js';

export interface BackupOptions {
  work?: string;
  out?: string;
}

/** `easel backup`: what one deployment is, or every one here, and the host's licence, in one file. Nothing is stopped. */
export async function backup(
  ground: Pick<Ground, 'work' | 'terminal'>,
  name: string | undefined,
  options: BackupOptions,
): Promise<Exit> {
  const { work, terminal } = ground;
  const stacks = name === undefined ? await everyOne(ground) : [installed(ground, name)];
  if (stacks.length === 0) throw new Failure(exits.refused, messages.nothingInstalled(work.path));
  const made = new Date().toISOString();
  const out = options.out === undefined ? join(work.path, named(name, made)) : typed(options.out);
  if (existsSync(out)) throw new Failure(exits.refused, messages.exists(out));

  const deployments = await Promise.all(stacks.map(described));
  const { pieces, leftOut } = await gather(work, stacks);
  const files = pieces.map(({ path, size, sha256 }) => ({ path, size, sha256 }));
  const bytes = pieces.reduce((sum, { size }) => sum + size, 0);
  const whole = { listing: listing({ made, deployments, left_out: leftOut, files }), pieces };
  {
    using progress = new Progress(terminal);
    const share = (done: number) => (bytes === 0 ? 1 : done / bytes);
    await writeBackup(out, whole, (done) =>
      progress.show({ label: messages.backingUp, share: share(done), figures: () => [] }),
    ).catch((error: unknown) => {
      throw notWritten(error, out, bytes);
    });
  }
  for (const setting of leftOut) terminal.note(messages.settingLeftOut(setting));
  const document = { file: out, made, deployments, left_out: leftOut, files: files.length, bytes };
  terminal.show(document, () => {
    terminal.say(messages.backedUp(out, deployments.map((one) => one.name).join(', ')));
    terminal.say(messages.notInBackup);
  });
  return exits.done;
}

/** What failed to be installed stands in nobody else's way. */
async function everyOne({ work, terminal }: Pick<Ground, 'work' | 'terminal'>): Promise<Stack[]> {
  const stacks = await work.stacks();
  for (const { name } of stacks.filter(neverServed)) terminal.note(messages.neverServed(name));
  return stacks.filter((stack) => !neverServed(stack));
}

/** Whether its first install did not come to its end, so that there is nothing to come back to. */
function neverServed({ composeFile, journal }: Stack): boolean {
  const last = journal.last();
  return !existsSync(composeFile) && last !== undefined && last.from?.version == null;
}

/** @throws Failure where it is nothing to come back to: half of a release, or what no container could be started from. */
async function described(stack: Stack) {
  const { name, release = '', composeFile } = stack;
  if (neverServed(stack)) throw new Failure(exits.refused, messages.installAgain(name));
  if (stack.journal.open()) throw new Failure(exits.refused, messages.underWay(name));
  if (!existsSync(composeFile))
    throw new Failure(exits.refused, messages.notRestorable(composeFile, { name, release }));
  return { name, release, version: (await stack.current()) ?? null };
}

const named = (name: string | undefined, made: string) =>
  `easel-backup${name === undefined ? '' : `-${name}`}-${made.replaceAll(/[-:]|\.\d+/g, '')}.tar.gz`;

/** @param bytes of what is in it: models hardly shrink. */
function notWritten(error: unknown, out: string, bytes: number): unknown {
  const told = new Room(dirname(out), bytes).explain(error);
  const { code } = error as NodeJS.ErrnoException;
  return code === undefined || told instanceof Failure ? told : unwritten(out, error);
}
