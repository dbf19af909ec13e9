import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { makeTar, type TarPart } from '@easel/archive/testing';
import { Keyring } from '@easel/license';
import { testKey, testVendor } from '@easel/license/testing';
import { places, ROOT_FOLDER } from './layout.js';
import type { PackageManifest } from './manifest.js';
import { signPackage } from './signature.js';

/** Contents by their path in the package. */
export type Contents = Record<string, string | Buffer>;

/** A full package's files, of a model that nobody could run but anybody can read about. */
export const testContents = (): Contents => ({
  'download.sh': 'echo nothing is lacking\n',
  [places.install]: 'print("thin")\n',
  [`${places.model}manifest.json`]: JSON.stringify({
    format: 1,
    input: { width: 32, height: 32 },
    golden: [{ file: 'golden/划痕.png', expect: [{ name: 'scratch', score: 0.9 }] }],
  }),
  [`${places.model}labels.txt`]: 'scratch\nhole\n',
  [`${places.model}model.onnx`]: Buffer.alloc(300_000, 'weights '),
  [`${places.model}golden/划痕.png`]: 'a picture',
  [`${places.images}images.tar.gz`]: gzipSync(Buffer.alloc(100_000, 'layers ')),
});

/** A vendor with a key for packages, and a machine that trusts it. For tests alone. */
export function testPacker() {
  const vendor = testVendor();
  const signing = testKey('package-1', 'package');
  const keysetToken = vendor.rekey({ version: 2, keys: [vendor.signing.entry, signing.entry] });
  const signer = { kid: 'package-1', key: signing.privateKey };
  const manifestOf = (
    contents: Contents,
    changes: Partial<PackageManifest> = {},
  ): PackageManifest => ({
    format: 1,
    iss: vendor.keyset.issuer,
    aud: 'easel',
    iat: 1_790_000_000,
    kind: 'full',
    deployment: 'bolts',
    version: '2',
    release: '0.1.0',
    arch: 'x64',
    runtime: 'cpu',
    files: Object.entries(contents).map(([path, content]) => ({
      path,
      size: Buffer.byteLength(content),
      sha256: createHash('sha256').update(content).digest('hex'),
    })),
    images: [
      {
        reference: 'easel/gateway:0.1.0',
        id: `sha256:${'0'.repeat(64)}`,
        created: '2026-01-31T08:00:00Z',
      },
    ],
    ...changes,
  });
  /** With what carries the signature before it. */
  const signed = (contents: Contents, changes: Partial<PackageManifest> = {}): Contents => ({
    [places.token]: signPackage(manifestOf(contents, changes), signer),
    [places.keyset]: keysetToken,
    [places.list]: 'for download.sh\n',
    ...contents,
  });
  return {
    vendor,
    signing,
    signer,
    keysetToken,
    keyring: new Keyring(vendor.trust),
    manifestOf,
    signed,
  };
}

/** The members of a package's archive, to be changed before they are packed. */
export const partsOf = (contents: Contents): TarPart[] =>
  Object.entries(contents).map(([path, data]) => ({ name: `${ROOT_FOLDER}/${path}`, data }));

export const archiveOf = (parts: TarPart[]): Buffer => gzipSync(makeTar(parts));

/** The same, unpacked. @param root the folder `original`. */
export function unpackInto(root: string, contents: Contents): void {
  for (const [path, content] of Object.entries(contents)) {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
