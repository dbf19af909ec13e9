import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Keyring, publicP256, verifyKeyset } from '@easel/license';
import { isImage, openPackage, PackageError, stage, stageImages } from '@easel/package';

import type { PublicKeys } from '../keys/keyset-file.js';
import type { Tell } from './tell.js';

/**
 * Takes a package as a customer's Easel would that knows the root key and no more.
 * @param lacking images may not be there yet
 * @throws PackageError
 */
export async function prove(
  path: string,
  { keys, lacking, tell }: { keys: PublicKeys; lacking: boolean; tell: Tell },
): Promise<void> {
  const root = publicP256(keys.rootPem);
  const keyset = verifyKeyset(keys.keyset.token, root);
  const keyring = new Keyring({ edition: 'release', root: () => root, keyset: () => keyset });
  const folder = await mkdtemp(join(tmpdir(), 'easel-pack-'));
  const progress = (done: number, total: number) => tell('Verifying', done, total);
  try {
    await using opened = await openPackage(path, keyring);
    await stage(opened, join(folder, 'model'), { progress });
    await using _images = await stageImages(opened, folder, { progress });
  } catch (error) {
    // Said last of all: everything that is there was proven before.
    if (!(lacking && isMissingImage(error))) throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function isMissingImage(error: unknown): boolean {
  if (!(error instanceof PackageError)) return false;
  const { reason, figures } = error as PackageError;
  return reason === 'missing' && isImage((figures as { path: string }).path);
}
