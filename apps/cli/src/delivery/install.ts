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
import { endUnfinished, INTERRUPTED, takeBack } from './unfinished.js';

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
  const { work, engine } = ground;
  // Before anything else is said: this Easel may be one that nobody has proven.
  if (options.vendorKey !== undefined) requireVendor(options.vendorKey);
  await requireName(work, name);
  const bytes = options.license === undefined ? undefined : await readLicenseFile(options.license);
  const stack = work.stack(name);
  if (stack.exists) {
    if (options.dryRun !== true) await endOpen(ground, stack);
    const running = await engine.container(stack.container('gateway'));
    if (running) {
      const version = (await stack.current()) ?? '-';
      throw new Failure(exits.refused, messages.installedAlready(name, version));
    }
  }
  await using parcel = await Parcel.open(ground, typed(path), options.vendorKey);
  const { manifest } = parcel;
  const { version } = manifest;
  // What was removed is not gone back from: this package is what its operator wants now.
  parcel.requireFit({
    deployment: name,
    release: stack.release ?? work.host.release,
    runtime: stack.runtime,
    rollback: true,
  });
  const ports = await portsFor(work, stack, options);
  const release = releaseAfter(stack, work.host.release, manifest);
  if (options.dryRun === true) return await dryRun(ground, stack, { parcel, release, ports });
  const serve = async (newRelease?: NewRelease) => {
    await stack.settle(ports, stack.release ?? release);
    if (options.batches === true) await stack.withBatches();
    return deliver(ground, stack, { action: 'install', to: { version, release }, newRelease });
  };
  const delivered = await bring(ground, stack, { parcel, serve });
  await takeKeyset(ground, stackDoor(ground, stack), parcel.keyset);
  await license(ground, stack, bytes);
  tellDelivered(ground, stack, delivered);
  return exits.done;
}

/** A first install that was cut off is begun anew: the package is at hand, and it may lack any part. */
async function endOpen(ground: Ground, stack: Stack): Promise<void> {
  const open = stack.journal.open();
  if (open && open.from?.version == null) await takeBack(ground, stack, INTERRUPTED);
  else await endUnfinished(ground, stack);
}

/** A full package brings its own release; with an update the deployment stays on what it had, or on this host's. */
const releaseAfter = (
  stack: Stack,
  host: string | undefined,
  { kind, release }: { kind: 'full' | 'update'; release: string },
): string => (kind === 'full' ? release : (stack.release ?? host ?? release));
