import { execFileSync, spawnSync } from 'node:child_process';
import { createHash, generateKeyPairSync } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
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
import { imagesOf, onCard, Shop } from './shop.fixture.js';

let shop: Shop;

beforeEach(async () => {
  shop = await new Shop().open();
});

const at = ['--at', '2026-11-28'];
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;

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

const nothingIsThere = () => existsSync(shop.out) && readdirSync(shop.out).length > 0;

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
    expect({ code, there: nothingIsThere() }).toEqual({ code: 0, there: false });
    expect(out).toMatch(/Would pack full bolts 2:[^]*package\/model\/model\.onnx +539132 bytes/);
  });

  it('minds no key in a layer that others made, as build noted', async () => {
    await shop.save(imagesOf((name) => (name === 'redis' ? { layer: { 'self-test': key } } : {})));
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

const refused: [title: string, change: () => unknown, words: RegExp][] = [
  [
    'images of the development edition',
    () =>
      shop.save(
        imagesOf((name) =>
          name === 'batch' ? { labels: { 'easel.edition': 'development' } } : {},
        ),
      ),
    /easel\/batch:0\.1\.0 is development, and whoever has that signs licences himself/,
  ],
  [
    'images that say no edition',
    () => shop.save(imagesOf((name) => (name === 'cli' ? { labels: {} } : {}))),
    /easel\/cli:0\.1\.0 is without an edition/,
  ],
  [
    'images of two releases',
    () =>
      shop.save(
        imagesOf((name) =>
          name === 'cli'
            ? {
                labels: { 'easel.edition': 'release', 'org.opencontainers.image.version': '0.2.0' },
              }
            : {},
        ),
      ),
    /images are of several releases: 0\.1\.0, 0\.2\.0/,
  ],
  [
    'images for two kinds of machine',
    () => shop.save(imagesOf((name) => (name === 'cli' ? { architecture: 'arm64' } : {}))),
    /several architectures: amd64, arm64/,
  ],
  [
    'no image of the batch worker',
    () => shop.save(imagesOf().filter(({ reference }) => !reference.includes('batch'))),
    /no image easel\/batch/,
  ],
  ['no Redis', () => shop.save(imagesOf().slice(0, -1)), /There is no image redis/],
  [
    'what is no archive of images',
    () => shop.put('images/images.tar.gz', 'x'),
    /holds no images as dock/,
  ],
  [
    'a private key in an image',
    () => shop.save(imagesOf((name) => (name === 'cli' ? { layer: { 'root.key.pem': key } } : {}))),
    /images\.tar\.gz!easel-cli-0-1-0\/layer\.tar!root\.key\.pem: a private key in PEM\nNothing was packed/,
  ],
  [
    'a private key beside a model',
    () => shop.put('models/bolts/2/golden/notes.txt', key),
    /models\/bolts\/2\/golden\/notes\.txt: a private key in PEM/,
  ],
  [
    'a model without labels',
    () => shop.put('models/bolts/2/labels.txt', ''),
    /no model that could be served: labels/,
  ],
  [
    'a link in a model',
    () => symlinkSync('/etc/passwd', shop.path('models/bolts/2/passwd')),
    /passwd is not a regular file/,
  ],
  [
    'a name that differs by case alone',
    () => shop.put('models/bolts/2/LABELS.txt', 'x'),
    /cannot be a package: files one name twice/,
  ],
  [
    'no scripts',
    () => shop.put('checkout/tools/troubleshooting/pack.sh', 'exit 1'),
    /pack\.sh made nothing/,
  ],
];

describe('easel-vendor pack refuses, and leaves nothing,', () => {
  it.each(refused)('%s', async (_, change, words) => {
    await change();
    const { code, err } = await shop.full();
    expect(err).toMatch(words);
    expect({ code, there: nothingIsThere() }).toEqual({ code: 1, there: false });
  });

  it('without a key to sign with', async () => {
    const { keyset } = readPublicKeys(shop.keys);
    const [kid] = [...keyset.keys].find(([, { use }]) => use === 'package')!;
    writeFileSync(join(shop.keys, `${kid}.key.pem`), key);
    expect(await shop.full()).toMatchObject({
      code: 1,
      err: /is not the key that the keyset names/,
    });
    expect(nothingIsThere()).toBe(false);
  });

  it.each([
    [
      'b'.repeat(54),
      /^The name b{54} has 54 letters, at most 53: its containers are called by it$/m,
    ],
    ['Easel', /^The name Easel is Easel's own$/m],
    ['2bolts', /^The name 2bolts is not 2 to 64 of /m],
  ])('a deployment that no host could install: %s', async (name, words) => {
    expect(await shop.pack('--name', name)).toMatchObject({ code: 1, err: words });
    expect(nothingIsThere()).toBe(false);
  });

  it.each([
    [['--lacking', 'images'], /--lacking goes with --images/],
    [['--images', 'images', '--release', '0.2.0'], /--release goes with an update/],
    [['--images', 'images', '--arch', 'arm64'], /--arch says arm64, the images are for x64/],
    [
      ['--images', 'images', '--runtime', 'cuda12'],
      /--runtime says cuda12, the images are for cpu/,
    ],
    [['--runtime', 'cuda11'], /--runtime takes cpu or cuda12/],
    [['--version', 'a b'], /^--version takes 1 to 64 of A-Z a-z 0-9 \. _ - beginning with/],
    [['--version', 'current'], /^--version takes .* and not "current"$/m],
    [['--release', 'x'], /^--release takes three numbers such as 0\.1\.0$/m],
    [['--at', '1999-12-31'], /^--at takes a date from 2020 on/],
    [['--out', 'keys/root.pem'], /^--out takes a folder, and \/.*\/keys\/root\.pem is a file$/m],
    [['--out', 'keys/root.pem/out'], /^--out takes a folder, and \/.*\/root\.pem is a file$/m],
    [
      ['--images', 'nowhere'],
      /^--images takes the folder .*\/nowhere\/images\.tar\.gz is not there$/m,
    ],
  ])(
    'an order that makes no sense, before it reads what is to be packed: %j',
    async (more, words) => {
      const { code, err } = await shop.pack(...more);
      expect(err).toMatch(words);
      expect(code).toBe(2);
      expect(err).not.toMatch(/Hashing|private keys/);
    },
  );

  it('a version whose folder has a name that none can have, and says how it may be called', async () => {
    cpSync(shop.path('models/bolts/2'), shop.path('models/bolts/2nd try'), { recursive: true });
    const { code, err } = await shop.pack('--model', 'models/bolts/2nd try');
    expect(err).toMatch(/^The version "2nd try" is not 1 to 64 of .*$/m);
    expect(err).not.toMatch(/Hashing/);
    expect(code).toBe(1);
    const named = await shop.pack('--model', 'models/bolts/2nd try', '--version', '2', '--dry-run');
    expect(named.code).toBe(0);
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
