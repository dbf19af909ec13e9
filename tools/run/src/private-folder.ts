import { chmodSync, lstatSync, mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import { Refusal } from './refusal.js';

/** Makes a folder for this user alone. @throws Refusal when somebody else's is in its place. */
export function makePrivate(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const there = lstatSync(folder);
  if (!there.isDirectory() || there.uid !== userInfo().uid)
    throw new Refusal(
      `${folder} is not a folder of yours: remove it, or choose another EASEL_HOME`,
    );
  chmodSync(folder, 0o700); // whoever may write there may put himself in a service's place
}
