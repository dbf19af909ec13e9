import { cpSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { readPublicKeys } from '../keys/keyset-file.js';
import { imagesOf, privateKey, Shop } from './shop.fixture.js';

let shop: Shop;

beforeEach(async () => {
  shop = await new Shop().open();
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
    () =>
      shop.save(
        imagesOf((name) => (name === 'cli' ? { layer: { 'root.key.pem': privateKey } } : {})),
      ),
    /images\.tar\.gz!easel-cli-0-1-0\/layer\.tar!root\.key\.pem: a private key in PEM\nNothing was packed/,
  ],
  [
    'a private key beside a model',
    () => shop.put('models/bolts/2/golden/notes.txt', privateKey),
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
    expect({ code, there: shop.hasPacked }).toEqual({ code: 1, there: false });
  });

  it('without a key to sign with', async () => {
    const { keyset } = readPublicKeys(shop.keys);
    const [kid] = [...keyset.keys].find(([, { use }]) => use === 'package')!;
    writeFileSync(join(shop.keys, `${kid}.key.pem`), privateKey);
    expect(await shop.full()).toMatchObject({
      code: 1,
      err: /is not the key that the keyset names/,
    });
    expect(shop.hasPacked).toBe(false);
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
    expect(shop.hasPacked).toBe(false);
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
