import { lstat, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { places } from '@easel/package';

import { VendorError } from '../vendor-error.js';

/** A file of a package and where it is taken from. */
export interface Content {
  /** In the package. */
  path: string;
  /** On this machine. */
  from: string;
  /** Bytes. */
  size: number;
}

/** Where the pieces of a package are. */
export interface Pieces {
  /** A version's folder, as in `models/NAME/VERSION`. */
  model: string;
  download: string;
  install: string;
  /** A full package's alone. */
  full?: Full | undefined;
}

interface Full {
  /** The archive that `docker save` wrote. */
  images: string;
  /** Layers in it that others made: what keys they hold, for tests of their own, everybody has. */
  foreign: string[];
  /** Folders: the images' bills of material, and what containers are started from. */
  sbom: string;
  stack: string;
  /** For operators, and what an install puts beside `easel`. */
  troubleShooting: { tar: string; script: string };
}

/** Every file that a package lists, in the order in which it holds them. @throws VendorError for what cannot be packed */
export async function contentsOf({ model, download, install, full }: Pieces): Promise<Content[]> {
  const contents = [
    await contentOf(places.download, download),
    await contentOf(places.install, install),
    ...(await folderOf(places.model, model)),
  ];
  if (full)
    contents.push(
      await contentOf('trouble_shooting.tar', full.troubleShooting.tar),
      ...(await folderOf(places.stack, full.stack)),
      await contentOf(`${places.stack}trouble_shooting.sh`, full.troubleShooting.script),
      ...(await folderOf(places.sbom, full.sbom)),
      await contentOf(`${places.images}images.tar.gz`, full.images),
    );
  return contents;
}

async function contentOf(path: string, from: string): Promise<Content> {
  const there = await lstat(from).catch(() => undefined);
  if (!there) throw new VendorError(`${from} is not there, and a package needs it`);
  if (!there.isFile())
    throw new VendorError(`${from} is not a regular file: a package holds nothing else`);
  return { path, from, size: there.size };
}

/** Everything in a folder but what its name hides, as editors and Finder leave. */
async function folderOf(place: string, folder: string): Promise<Content[]> {
  const names = await readdir(folder).catch((cause: unknown) => {
    throw new VendorError(`${folder} is no folder that can be read`, { cause });
  });
  const contents: Content[] = [];
  for (const name of names.filter((name) => !name.startsWith('.')).sort()) {
    const from = join(folder, name);
    const path = `${place}${name}`.normalize('NFC');
    if ((await lstat(from)).isDirectory()) contents.push(...(await folderOf(`${path}/`, from)));
    else contents.push(await contentOf(path, from));
  }
  return contents;
}
