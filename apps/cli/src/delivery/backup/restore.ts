import type { Words } from '@easel/contract';
import { exits, type Exit } from '../../exits.js';
import { Failure } from '../../failure.js';
import { path as typed } from '../../input.js';
import { messages } from '../../messages.js';
import type { Terminal } from '../../terminal.js';
import type { Ground } from '../ground.js';
import { license } from '../license.js';
import { Live } from '../live.js';
import { BackupFile } from './backup-file.js';
import { placeHost } from './place-host.js';
import { placeStack, type Placed } from './place-stack.js';
import { requireFit } from './require-fit.js';
import { Unpacked } from './unpacked.js';

export interface RestoreOptions {
  work?: string;
  yes?: boolean;
}

/**
 * `easel restore`: puts the deployments of a backup into service, and the licence where this host has none. All of it
 * is proven and lies beside what is there before anything is touched; what is replaced is put aside.
 */
export async function restore(
  ground: Ground,
  file: string,
  { yes = false }: RestoreOptions,
): Promise<Exit> {
  const { engine, terminal } = ground;
  await using backup = await BackupFile.open(typed(file));
  const { deployments, made, left_out: leftOut } = backup.listing;
  for (const { name } of deployments) {
    const gateway = await engine.container(`${name}-gateway`);
    if (gateway?.State.Running && !yes)
      throw new Failure(exits.needsYes, messages.restoreNeedsYes(name));
  }
  await using unpacked = await Unpacked.of(ground, backup);
  await requireFit(ground, unpacked.work, deployments);

  const tellMissing = (owner: string) => {
    for (const setting of leftOut.filter((each) => each.startsWith(`${owner}/`)))
      terminal.note(messages.settingMissing(setting));
  };
  const hasLicense = await placeHost(ground, unpacked.work.host);
  tellMissing('.easel');
  const placed: Placed[] = [];
  for (const { name } of deployments) {
    const one = await placeStack(ground, unpacked.work.stack(name));
    tellPlaced(terminal, one);
    tellMissing(name);
    placed.push(one);
  }
  if (terminal.json) terminal.document({ made, restored: placed });
  await tellLicense(ground, { name: deployments[0]?.name ?? '', hasLicense });
  return exits.done;
}

/** At once: the next may fail, and this one stays. Where machines read, the answer is one document, at the end. */
function tellPlaced(terminal: Terminal, { deployment, version, aside }: Placed): void {
  const say = (words: Words) => (terminal.json ? terminal.note(words) : terminal.say(words));
  say(messages.restored(deployment, version ?? '-'));
  if (aside !== null) say(messages.putAside(aside));
}

/** A licence is for a machine: on another one the vendor has to make a new one, from its request. */
async function tellLicense(
  ground: Ground,
  { name, hasLicense }: { name: string; hasLicense: boolean },
): Promise<void> {
  const stack = ground.work.stack(name);
  const { state } = await new Live(ground, stack).door.ask((client) => client.license());
  if (hasLicense && state === 'refused') ground.terminal.note(messages.licenseOfOtherMachine);
  await license(ground, stack, undefined);
}
