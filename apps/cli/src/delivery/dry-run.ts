import { exits, type Exit } from '../exits.js';
import { messages } from '../messages.js';
import type { Ground } from './ground.js';
import { NewRelease } from './new-release.js';
import type { Parcel } from './parcel.js';
import type { Ports, Stack } from './stack.js';

/** `--dry-run`: all of the package is read, and nothing is done, not even with what a kill left open. */
export async function dryRun(
  ground: Ground,
  stack: Stack,
  { parcel, ...would }: { parcel: Parcel; release: string; ports?: Ports },
): Promise<Exit> {
  const { work, engine, terminal } = ground;
  work.room(await parcel.bytesFor(stack)).require();
  await parcel.prove();
  const open = stack.journal.open();
  if (open) terminal.note(messages.leftOpen(stack.name, open.to.version, open.state));
  const gateway = await engine.container(stack.container('gateway'));
  const gap = gateway?.State.Running === true && !!NewRelease.of(ground, stack, parcel);
  const { version } = parcel.manifest;
  terminal.show({ deployment: stack.name, version, ...would, gap, dry_run: true }, () => {
    if (gap) terminal.say(messages.wouldGap);
    terminal.say(messages.wouldDo(stack.name, version, would.release));
  });
  return exits.done;
}
