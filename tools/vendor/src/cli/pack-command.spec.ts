import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Keyring, keyFingerprint, publicP256 } from '@easel/license';
import {
  openPackage,
  PackageError,
  stage,
  stageImages,
  type PackageManifest,
} from '@easel/package';
import { beforeEach, describe, expect, it } from 'vitest';

import { readPublicKeys } from '../keys/keyset-file.js';
import { imagesOf, onCard, privateKey, Shop } from './shop.fixture.js';

let shop: Shop;

beforeEach(async () => {
  shop = await new Shop().open();
});

const at = ['--at', '2026-11-28'];
/** Whom the vendor's customers trust. */
const keyring = () => {
  const { rootPem, keyset } = readPublicKeys(shop.keys);
  const root = publicP256(rootPem);
  return new Keyring({ edition: 'release', root: () => root, keyset: () => keyset });
};

/** What a customer's Easel makes of a package. */
async function taken(file: string): Promise<PackageManifest> {
  await using opened = await openPackage(file, keyring());
  mkdirSync(shop.path('customer'), { recursive: true });
  await stage(opened, shop.path('customer/model'));
  await using _images = await stageImages(opened, shop.path('customer'));
  return opened.manifest;
}

describe('easel-vendor pack', () => {
  it('makes a full package that a customer’s Easel takes', async () => {
    const { code, out, err } = await shop.full();
    expect(err).not.toMatch(/rror/);
    expect(code).toBe(0);
    const file = shop.path('out/easel_bolts_2.tar.gz');
    expect(out).toContain(file);
    const manifest = await taken(file);
    expect(manifest).toMatchObject({
      kind: 'full',
      deployment: 'bolts',
      version: '2',
      release: '0.1.0',
      arch: 'x64',
      runtime: 'cpu',
    });
    expect(manifest.images.map(({ reference }) => reference)).toContain('redis:7-bookworm');
    expect(manifest.files.map(({ path }) => path)).toEqual(
      expect.arrayContaining([
        'download.sh',
        'trouble_shooting.tar',
        'package/Install/install.py',
        'package/model/manifest.json',
        'package/model/golden/stain.bmp',
        'package/stack/docker-compose.yml',
        'package/sbom/gateway.cdx.json',
        'package/images/images.tar.gz',
      ]),
    );
  });

  it('prints the SHA-256 that sha256sum finds and the fingerprint that openssl finds', async () => {
    const { out } = await shop.full();
    const check = spawnSync('sha256sum', ['-c', 'easel_bolts_2.tar.gz.sha256'], { cwd: shop.out });
    expect(check.status).toBe(0);
    expect(out).toContain(
      readFileSync(shop.path('out/easel_bolts_2.tar.gz.sha256'), 'utf8').slice(0, 64),
    );
    const root = publicP256(readFileSync(join(shop.keys, 'root.pem'), 'utf8'));
    expect(out).toContain(keyFingerprint(root));
  });

  it('makes an update of the model alone', async () => {
    const { code, out } = await shop.pack('--json');
    expect(code).toBe(0);
    const { file, manifest } = JSON.parse(out) as { file: string; manifest: PackageManifest };
    expect(file).toBe(shop.path('out/easel_bolts_2_update.tar.gz'));
    expect(manifest).toMatchObject({ kind: 'update', release: '0.1.0', images: [] });
    expect(await taken(file)).toEqual(manifest);
  });

  it('is unpacked by tar to what its list says, which sha256sum agrees with', async () => {
    await shop.full();
    mkdirSync(shop.path('v2'));
    execFileSync('tar', ['zxf', shop.path('out/easel_bolts_2.tar.gz'), '-C', shop.path('v2')]);
    const root = shop.path('v2/original');
    const list = readFileSync(join(root, 'package/files.txt'), 'utf8');
    expect(list).toMatch(/^[0-9a-f]{64} {2}\d+ {2}download\.sh$/m);
    const sums = list.replaceAll(/ {2}\d+ {2}/g, '  ');
    const check = spawnSync('sha256sum', ['-c', '--strict'], { cwd: root, input: sums });
    expect(check.status).toBe(0);
    expect(spawnSync('test', ['-x', join(root, 'download.sh')]).status).toBe(0);
    expect(await taken(root)).toMatchObject({ kind: 'full' });
  });

  it('leaves images out for download.sh, listed, and lays them out for it', async () => {
    const { code, out } = await shop.full('--lacking', 'images', '--json');
    expect(code).toBe(0);
    const { file, downloads } = JSON.parse(out) as { file: string; downloads: string };
    await expect(taken(file)).rejects.toMatchObject({
      reason: 'missing',
      message: expect.stringMatching(/images\.tar\.gz.*bash download\.sh/),
    });
    expect(readFileSync(join(downloads, 'package/images/images.tar.gz'))).toEqual(
      readFileSync(shop.path('images/images.tar.gz')),
    );
  });

  it('gives the same bytes for the same things, but for the signature', async () => {
    const members = () => {
      const listing = [
        'zvtf',
        shop.path('out/easel_bolts_2.tar.gz'),
        '--full-time',
        '--numeric-owner',
      ];
      const list = execFileSync('tar', listing, { encoding: 'utf8' });
      const rest = ['zxOf', shop.path('out/easel_bolts_2.tar.gz'), '--exclude', '*/package.jwt'];
      return [list, execFileSync('tar', rest)];
    };
    await shop.full(...at);
    const first = members();
    await shop.full(...at);
    expect(members()).toEqual(first);
    expect(first[0]).toMatch(
      /^-rw-r--r-- 0\/0 +\d+ 2026-11-28 00:00:00 original\/package\/package\.jwt/,
    );
  });

  it('takes the names of a model from its folder, or as they are given', async () => {
    const { out } = await shop.pack('--name', 'nuts', '--version', '7.1', '--json');
    expect(JSON.parse(out)).toMatchObject({
      file: expect.stringMatching(/easel_nuts_7\.1_update\.tar\.gz$/),
      manifest: { deployment: 'nuts', version: '7.1' },
    });
  });

  it('names what is for other machines for what it is', async () => {
    await shop.save(imagesOf((name) => ({ ...onCard(name), architecture: 'arm64' })));
    const { out } = await shop.full('--json');
    expect(JSON.parse(out)).toMatchObject({
      file: expect.stringMatching(/easel_bolts_2_arm64_cuda12\.tar\.gz$/),
      manifest: { arch: 'arm64', runtime: 'cuda12' },
    });
  });

  it('signs and writes nothing when it is only tried', async () => {
    shop.env = { EASEL_VENDOR_PASSPHRASE: 'not asked for' };
    const { code, out } = await shop.full('--dry-run');
    expect({ code, there: shop.hasPacked }).toEqual({ code: 0, there: false });
    expect(out).toMatch(/Would pack full bolts 2:[^]*package\/model\/model\.onnx +539132 bytes/);
  });

  it('minds no key in a layer that others made, as build noted', async () => {
    await shop.save(
      imagesOf((name) => (name === 'redis' ? { layer: { 'self-test': privateKey } } : {})),
    );
    expect(await shop.full('--dry-run')).toMatchObject({
      code: 1,
      err: /redis-7-bookworm\/layer\.tar!self-test: a private key/,
    });
    const digest = createHash('sha256').update('redis:7-bookworm').digest('hex');
    shop.put('images/images.json', JSON.stringify({ bases: [`sha256:${digest}`] }));
    expect(await shop.full('--dry-run')).toMatchObject({ code: 0 });
  });

  it('says which step it is at, on standard error alone', async () => {
    const { out, err } = await shop.full('--json');
    expect(err).toMatch(/Looking into[^]*private keys[^]*Hashing …\nPacking …\nVerifying …/);
    expect(() => void JSON.parse(out)).not.toThrow();
  });
});

describe('a package of this vendor', () => {
  it('is refused by another vendor’s customer', async () => {
    await shop.full();
    const other = new Shop();
    await other.init();
    const { rootPem, keyset } = readPublicKeys(other.keys);
    const root = publicP256(rootPem);
    const theirs = new Keyring({ edition: 'release', root: () => root, keyset: () => keyset });
    const opened = openPackage(shop.path('out/easel_bolts_2.tar.gz'), theirs);
    await expect(opened).rejects.toBeInstanceOf(PackageError);
    await expect(opened).rejects.toMatchObject({ reason: 'keyset' });
  });
});
