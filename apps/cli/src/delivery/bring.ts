import type { Delivered } from './deliver.js';
import type { Ground } from './ground.js';
import { NewRelease } from './new-release.js';
import type { Parcel } from './parcel.js';
import type { Stack } from './stack.js';

/**
 * Brings what a package has onto this host, and has `serve` put it into service.
 * @param serve given the release of Easel that the package brings, where it is another
 * @throws Failure where the disk has no room for it, before anything is written, or takes no more on the way
 */
export async function bring(
  ground: Ground,
  stack: Stack,
  { parcel, serve }: { parcel: Parcel; serve: (release?: NewRelease) => Promise<Delivered> },
): Promise<Delivered> {
  const room = ground.work.room(await parcel.bytesFor(stack));
  room.require();
  return room.within(async () => {
    await parcel.bringImages();
    await parcel.bringModel(stack);
    const newRelease = NewRelease.of(ground, stack, parcel);
    await newRelease?.prepare();
    return serve(newRelease);
  });
}
