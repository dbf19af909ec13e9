import { randomBytes } from 'node:crypto';
import { copyFile, mkdir, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { keyFingerprint, publicP256, type Signer } from '@easel/license';
import { isImage, places, signPackage, type PackageManifest } from '@easel/package';
import { atomicWrite, sha256Of } from '@easel/platform';

import type { PublicKeys } from '../keys/keyset-file.js';
import type { Content } from './contents.js';
import type { Plan } from './plan.js';
import { prove } from './prove.js';
import type { Tell } from './tell.js';
import { writeArchive } from './write-archive.js';

/** What signs it, and whom a customer's Easel trusts. */
interface PackKeys {
  public: PublicKeys;
  signer: Signer;
}

export interface Packing {
  keys: PackKeys;
  /** Images are listed and left out: download.sh fetches them from what is laid out beside the package. */
  lacking: boolean;
  /** The folder that gets it. */
  out: string;
  tell: Tell;
}

/** A package that a customer's Easel will take. */
export interface Packed {
  file: string;
  /** Bytes. */
  size: number;
  sha256: string;
  /** Of the vendor's root key, to be sent by another way than the package. */
  fingerprint: string;
  manifest: PackageManifest;
  /** A folder for download.sh, where images were left out. */
  downloads?: string;
}

/** Packs, signs, and takes its own product as a customer's Easel would before it says that it is done. */
export async function pack(
  { manifest, contents }: Plan,
  { out, lacking, keys, tell }: Packing,
): Promise<Packed> {
  const token = signPackage(manifest, keys.signer);
  await mkdir(out, { recursive: true });
  const file = join(out, `${nameOf(manifest)}.tar.gz`);
  const draft = `${file}.${randomBytes(4).toString('hex')}.part`;
  try {
    const shipped = lacking ? contents.filter(({ path }) => !isImage(path)) : contents;
    const total = shipped.reduce((sum, { size }) => sum + size, 0);
    let done = 0;
    await writeArchive(draft, {
      made: [
        { path: places.token, text: `${token}\n` },
        { path: places.keyset, text: `${keys.public.keyset.token}\n` },
        { path: places.list, text: listOf(manifest) },
      ],
      contents: shipped,
      at: manifest.iat,
      progress: (bytes) => tell('Packing', (done += bytes), total),
    });
    await prove(draft, { keys: keys.public, lacking, tell });
    const sha256 = await sha256Of(draft);
    const { size } = await stat(draft);
    await rename(draft, file);
    atomicWrite(`${file}.sha256`, `${sha256}  ${basename(file)}\n`);
    const fingerprint = keyFingerprint(publicP256(keys.public.rootPem));
    const packed = { file, size, sha256, fingerprint, manifest };
    if (!lacking) return packed;
    return { ...packed, downloads: await layOutImages(contents, `${file.slice(0, -7)}_files`) };
  } finally {
    await rm(draft, { force: true });
  }
}

/** `easel_bolts_2`, with what tells it from the vendor's others of the same version. */
function nameOf({ kind, deployment, version, arch, runtime }: PackageManifest): string {
  const others = [
    arch === 'x64' ? [] : [arch],
    runtime === 'cpu' ? [] : [runtime],
    kind === 'full' ? [] : [kind],
  ];
  return ['easel', deployment, version, ...others.flat()].join('_');
}

const listOf = ({ files }: PackageManifest): string =>
  files.map(({ path, size, sha256 }) => `${sha256}  ${size}  ${path}\n`).join('');

/** As download.sh looks for them, below a URL or a folder. */
async function layOutImages(contents: Content[], folder: string): Promise<string> {
  for (const { path, from } of contents.filter(({ path }) => isImage(path))) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await copyFile(from, join(folder, path));
  }
  return folder;
}
