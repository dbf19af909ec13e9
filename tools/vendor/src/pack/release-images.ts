import { imagesFor, type Runtime } from '@easel/images';
import type { PackageManifest } from '@easel/package';

import { VendorError } from '../vendor-error.js';
import { readSavedImages, type SavedImage } from './saved-images.js';

/** What a full package brings, as its images say themselves. */
export interface ReleaseImages {
  /** The archive of them. */
  path: string;
  release: string;
  arch: PackageManifest['arch'];
  runtime: Runtime;
  images: PackageManifest['images'];
  /** Where in the archive the layers are that others made. */
  foreign: string[];
}

const archOf: Record<string, PackageManifest['arch']> = { amd64: 'x64', arm64: 'arm64' };

/**
 * Looks into an archive of images before it is shipped.
 * @param bases of the images that ours stand on: what their layers unpack to
 * @throws VendorError when they are not all of one release, or one of them is of the development edition
 */
export async function readReleaseImages(
  path: string,
  bases: readonly string[],
): Promise<ReleaseImages> {
  const saved = await readSavedImages(path);
  const onCard = saved.some(({ reference }) => reference.startsWith('easel/inference-cuda12:'));
  const runtime = onCard ? 'cuda12' : 'cpu';
  const ours = imagesFor[runtime].map(({ name }) => theOne(saved, `easel/${name}`));
  for (const { reference, labels } of ours) {
    const edition = labels['easel.edition'] ?? 'without an edition';
    if (edition !== 'release')
      throw new VendorError(
        `${reference} is ${edition}, and whoever has that signs licences himself: easel-vendor build makes release images`,
      );
  }
  theOne(saved, 'redis');
  const release = same(
    ours.map(({ labels }) => labels['org.opencontainers.image.version'] ?? 'of no release'),
    'releases',
  );
  const architecture = same(
    saved.map((image) => image.architecture),
    'architectures',
  );
  const arch = archOf[architecture];
  if (!arch) throw new VendorError(`${path} is for ${architecture}: x64 and arm64 are packed`);
  const images = saved.map(({ reference, id, created }) => ({ reference, id, created }));
  const layers = saved.flatMap((image) => image.layers);
  const foreign = layers.filter(({ diffId }) => bases.includes(diffId));
  return { path, release, arch, runtime, images, foreign: foreign.map(({ member }) => member) };
}

function theOne(saved: SavedImage[], name: string): SavedImage {
  const [found, ...more] = saved.filter(({ reference }) => reference.startsWith(`${name}:`));
  if (!found) throw new VendorError(`There is no image ${name} among the images`);
  if (more.length > 0) throw new VendorError(`There are ${more.length + 1} images ${name}`);
  return found;
}

function same(values: string[], what: string): string {
  const [first = '', ...more] = new Set(values);
  if (more.length > 0)
    throw new VendorError(`The images are of several ${what}: ${[first, ...more].join(', ')}`);
  return first;
}
