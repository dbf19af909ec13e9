import { existsSync } from 'node:fs';
import { exits, type Exit } from '../exits.js';
import { Failure } from '../failure.js';
import { path as typed, readLicenseFile } from '../input.js';
import { messages } from '../messages.js';
import { bring } from './bring.js';
import { deliver } from './deliver.js';
import { dryRun } from './dry-run.js';
import type { Ground } from './ground.js';
import { takeKeyset } from './keyset.js';
import { license } from './license.js';
import { Parcel, requireVendor } from './parcel.js';
import type { NewRelease } from './new-release.js';
import { portsFor } from './ports.js';
import { requireName } from './stack-name.js';
import type { Stack } from './stack.js';
import { stackDoor } from './stack-door.js';
import { tellDelivered } from './tell-delivered.js';
import { endUnfinishedBy, INTERRUPTED, takeBack } from './unfinished.js';

export interface InstallOptions {
  work?: string;
  port?: string;
  adminPort?: string;
  license?: string;
  batches?: boolean;
  vendorKey?: string;
  dryRun?: boolean;
}

/** `easel install`: a deployment that is not here, or was removed, from a package. */
export async function install(
  ground: Ground,
  { name, path = '.' }: { name: string; path?: string | undefined },
  options: InstallOptions,
): Promise<Exit> {
  const { work } = ground;
  // Before anything else is said: this Easel may be one that nobody has proven.
  if (options.vendorKey !== undefined) requireVendor(options.vendorKey);
  await requireName(work, name);
  const bytes = options.license === undefined ? undefined : await readLicenseFile(options.license);
  const stack = work.stack(name);
  const open = stack.journal.open();
  if (!open) await requireAway(ground, stack);
  await using parcel = await Parcel.open(ground, typed(path), options.vendorKey);
  if (open && options.dryRun !== true) await endOpen(ground, stack, parcel);
  if (open) await requireAway(ground, stack);
  const { manifest } = parcel;
  const { version } = manifest;
  // What was removed is not gone back from: this package is what its operator wants now.
  parcel.requireFit({
    deployment: name,
    // An update goes with what the deployment is started from.
    release: existsSync(stack.composeFile) ? stack.release : undefined,
    runtime: stack.runtime,
    rollback: true,
  });
  const ports = await portsFor(work, stack, options);
  const release = releaseAfter(stack, work.host.release, manifest);
  if (options.dryRun === true) return await dryRun(ground, stack, { parcel, release, ports });
  const serve = async (newRelease?: NewRelease) => {
    // Of the release that it is started from, which is written once all of that is in its place.
    await stack.settle(ports, stack.release ?? work.host.release ?? release);
    if (options.batches === true) await stack.withBatches();
    return deliver(ground, stack, { action: 'install', to: { version, release }, newRelease });
  };
  const delivered = await bring(ground, stack, { parcel, serve });
  await takeKeyset(ground, stackDoor(ground, stack), parcel.keyset);
  const step = ground.terminal.step();
  const exit = await license({ ...ground, terminal: step }, stack, bytes);
  tellDelivered(ground, stack, { delivered, more: bytes && { license: step.kept } });
  return exit;
}

/** A first install that was cut off is begun anew: the package is at hand, and it may lack any part. */
async function endOpen(ground: Ground, stack: Stack, parcel: Parcel): Promise<void> {
  const open = stack.journal.open();
  if (open && open.from?.version == null) await takeBack(ground, stack, INTERRUPTED);
  else await endUnfinishedBy(ground, stack, parcel);
}

/** @throws Failure where it is here, and was not removed. */
async function requireAway({ engine }: Ground, stack: Stack): Promise<void> {
  if (!stack.exists || !(await engine.container(stack.container('gateway')))) return;
  const version = (await stack.current()) ?? '-';
  throw new Failure(exits.refused, messages.installedAlready(stack.name, version));
}

/** A full package brings its own release; with an update the deployment stays on what it had, or on this host's. */
const releaseAfter = (
  stack: Stack,
  host: string | undefined,
  { kind, release }: { kind: 'full' | 'update'; release: string },
): string => (kind === 'full' ? release : (stack.release ?? host ?? release));
