import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { imagesFor, referenceOf, type Runtime } from '@easel/images';

import { editionModule } from '../edition.js';
import { DEVELOPMENT_ISSUER } from '../development.js';
import type { PublicKeys } from '../keys/keyset-file.js';
import { readReleaseImages } from '../pack/release-images.js';
import type { Tell } from '../pack/tell.js';
import { nowSeconds } from '../time.js';
import { VendorError } from '../vendor-error.js';
import { billOfMaterials } from './bill-of-materials.js';
import { bringCuda, makeContext, requireCuda } from './context.js';
import type { Docker } from './docker.js';

const REDIS = 'redis:7-bookworm';
/** What deploy/Dockerfile builds on, and what is shipped as it is. */
const bases = ['node:24-bookworm-slim', REDIS];

export interface BuildOrder {
  checkout: string;
  /** `0.1.0` */
  release: string;
  keys: PublicKeys;
  out: string;
  /** A folder of ONNX Runtime's providers and what they load: images for a card are built. Absent: for the processor. */
  cuda?: string | undefined;
}

/** What is in `images.json`. */
export interface Built {
  release: string;
  arch: string;
  runtime: Runtime;
  /** Size in bytes, unpacked. */
  images: { reference: string; id: string; created: string; size: number }[];
  /** Layers that others made, by what they unpack to. */
  bases: string[];
}

/**
 * Builds the images of a release: this vendor's root key and keyset compiled in. Leaves `images.tar.gz`, `images.json`
 * and a bill of materials for each in `out`.
 * @throws VendorError for keys that everybody has, and for what cannot be built
 */
export async function buildRelease(order: BuildOrder, docker: Docker, tell: Tell): Promise<Built> {
  const { checkout, release, keys, out, cuda } = order;
  const runtime: Runtime = cuda === undefined ? 'cpu' : 'cuda12';
  if (keys.keyset.issuer === DEVELOPMENT_ISSUER)
    throw new VendorError(
      "These are the development edition's keys, made wherever it starts: easel-vendor keys init makes yours",
    );
  if (cuda !== undefined) await requireCuda(cuda);
  await mkdir(join(out, 'sbom'), { recursive: true });
  tell('Copying the checkout');
  const context = await makeContext(checkout, editionModule(keys, nowSeconds()));
  try {
    if (cuda !== undefined) await bringCuda(context, cuda);
    const references = await buildImages(docker, { context, release, runtime, tell });
    tell('Listing what the images hold');
    await Promise.all(
      imagesFor[runtime].map(async ({ name, workspace }) => {
        const bill = await billOfMaterials(context, { name, workspace, release });
        await writeFile(join(out, 'sbom', `${name}.cdx.json`), `${bill}\n`);
      }),
    );
    const built = await saveImages(docker, { references, out, tell });
    await writeFile(join(out, 'images.json'), `${JSON.stringify(built, null, 2)}\n`);
    return built;
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

async function buildImages(
  docker: Docker,
  {
    context,
    release,
    runtime,
    tell,
  }: Pick<BuildOrder, 'release'> & {
    context: string;
    runtime: Runtime;
    tell: Tell;
  },
): Promise<string[]> {
  const references = [];
  for (const { name, target, workspace } of imagesFor[runtime]) {
    const reference = referenceOf(name, release);
    tell(`Building ${reference}`);
    const given = [`PACKAGE=${workspace}`, `RELEASE=${release}`, 'EDITION=release'];
    const buildArgs = given.flatMap((one) => ['--build-arg', one]);
    const recipe = ['-f', join(context, 'deploy/Dockerfile'), '--target', target];
    await docker.run('build', ...recipe, ...buildArgs, '-t', reference, context);
    references.push(reference);
  }
  tell(`Looking for ${REDIS}`);
  await docker.run('image', 'inspect', REDIS).catch(() => docker.run('pull', REDIS));
  return [...references, REDIS];
}

/** What was built before stays until the new is there, and is of this release and edition. */
async function saveImages(
  docker: Docker,
  { references, out, tell }: { references: string[]; out: string; tell: Tell },
): Promise<Built> {
  const archive = join(out, 'images.tar.gz');
  const draft = `${archive}.part`;
  const sizes = await Promise.all(
    references.map((one) => docker.run('image', 'inspect', '-f', '{{.Size}}', one)),
  );
  const total = sizes.reduce((sum, size) => sum + Number(size), 0);
  try {
    let done = 0;
    await rm(draft, { force: true });
    await docker.save(references, draft, (bytes) => tell('Saving', (done += bytes), total));
    tell('Looking into what was saved');
    const layers = await layersOf(docker);
    const { release, arch, runtime, images } = await readReleaseImages(draft, layers);
    await rename(draft, archive);
    const sizeOf = (reference: string) => Number(sizes[references.indexOf(reference)]);
    return {
      release,
      arch,
      runtime,
      bases: layers,
      images: images.map((image) => ({ ...image, size: sizeOf(image.reference) })),
    };
  } finally {
    await rm(draft, { force: true });
  }
}

async function layersOf(docker: Docker): Promise<string[]> {
  const format = '{{range .RootFS.Layers}}{{println .}}{{end}}';
  const said = await docker.run('image', 'inspect', '-f', format, ...bases);
  return said.split('\n').filter((line) => line !== '');
}
