import { exits, type Exit } from '../exits.js';
import { path as typed } from '../input.js';
import { bring } from './bring.js';
import { deliver } from './deliver.js';
import { dryRun } from './dry-run.js';
import type { Ground } from './ground.js';
import { installed } from './installed.js';
import { takeKeyset } from './keyset.js';
import { Parcel } from './parcel.js';
import type { NewRelease } from './new-release.js';
import { stackDoor } from './stack-door.js';
import { tellDelivered } from './tell-delivered.js';
import { endUnfinishedBy } from './unfinished.js';

export interface UpgradeOptions {
  work?: string;
  vendorKey?: string;
  dryRun?: boolean;
  rollback?: boolean;
}

/** `easel upgrade`: a deployment that answers, to the version of a package. */
export async function upgrade(
  ground: Ground,
  { name, path = '.' }: { name: string; path?: string | undefined },
  { vendorKey, dryRun: onlyLook = false, rollback = false }: UpgradeOptions,
): Promise<Exit> {
  const stack = installed(ground, name);
  await using parcel = await Parcel.open(ground, typed(path), vendorKey);
  if (!onlyLook) await endUnfinishedBy(ground, stack, parcel);
  const from = await stack.current();
  const { release: here = '', runtime } = stack;
  parcel.requireFit({ deployment: name, version: from, release: here, runtime, rollback });
  const { version, kind } = parcel.manifest;
  const release = kind === 'full' ? parcel.manifest.release : here;
  if (onlyLook) return await dryRun(ground, stack, { parcel, release });
  const action = rollback ? 'rollback' : 'upgrade';
  const serve = (newRelease?: NewRelease) =>
    deliver(ground, stack, { action, to: { version, release }, newRelease });
  const delivered = await bring(ground, stack, { parcel, serve });
  await takeKeyset(ground, stackDoor(ground, stack), parcel.keyset);
  tellDelivered(ground, stack, { delivered });
  return exits.done;
}
