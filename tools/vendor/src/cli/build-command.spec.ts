import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeys } from '../index.js';
import { beforeEach, describe, expect, it } from 'vitest';

import { checkout } from '../checkout.js';
import { imagesOf, onCard, Shop } from './shop.fixture.js';

let shop: Shop;

/** A Docker that builds nothing: it notes what it is asked, keeps what it is sent, and saves what it was given. */
const docker = `#!/bin/bash
here=$(dirname "$0")
echo "$*" >> "$here/asked"
case $1 in
  build)
    for context in "$@"; do :; done
    cat "$context/libs/license/src/gen/edition.ts" >> "$here/editions"
    (cd "$context" && find . -type f) > "$here/context"
    [ ! -e "$here/broken" ] || { echo 'Step 3/9: no space left'; exit 1; }
    ;;
  image) if [[ $4 = *Layers* ]]; then echo sha256:base; elif [ "$3" = -f ]; then echo 1000000; else [ ! -e "$here/bare" ]; fi ;;
  save) gzip -dc "$here/images/images.tar.gz" ;;
esac
`;

const build = (...more: string[]) =>
  shop.run(
    ...['build', '--keys', 'keys', '--checkout', 'checkout', '--docker', shop.path('docker')],
    ...['--out', 'release', ...more],
  );

const lines = (name: string) => readFileSync(shop.path(name), 'utf8').trim().split('\n');
const contexts = () => readdirSync(tmpdir()).filter((name) => name.startsWith('easel-build-'));

beforeEach(async () => {
  shop = await new Shop().open();
  shop.put('docker', docker);
  chmodSync(shop.path('docker'), 0o755);
  for (const name of ['package.json', 'package-lock.json'])
    shop.put(`checkout/${name}`, readFileSync(join(checkout, name)));
  for (const folder of ['apps', 'libs', 'tools'])
    for (const name of readdirSync(join(checkout, folder))) {
      const from = join(checkout, folder, name, 'package.json');
      if (existsSync(from)) shop.put(`checkout/${folder}/${name}/package.json`, readFileSync(from));
    }
  shop.put('checkout/libs/license/src/gen/edition.ts', 'development');
  shop.put('checkout/node_modules/x/index.js', '');
  shop.put('checkout/var/easel.lic', '');
  shop.put('checkout/mine/root.key.pem', 'secret');
});

describe('easel-vendor build', () => {
  it('builds each image of this vendor’s edition from a copy, and leaves the checkout as it is', async () => {
    const before = contexts();
    const { code, err } = await build('--release', '0.1.0');
    expect({ code, err }).toMatchObject({ code: 0, err: /Building easel\/gateway:0\.1\.0/ });
    const builds = lines('asked').filter((line) => line.startsWith('build'));
    expect(builds).toHaveLength(5);
    expect(builds[0]).toMatch(
      /--target service --build-arg PACKAGE=apps\/gateway --build-arg RELEASE=0\.1\.0 --build-arg EDITION=release -t easel\/gateway:0\.1\.0/,
    );
    expect(builds[4]).toMatch(/--target cli .* -t easel\/cli:0\.1\.0/);
    expect(lines('editions').filter((line) => line.includes("kind: 'release'"))).toHaveLength(5);
    expect(lines('editions').join()).toContain('BEGIN PUBLIC KEY');
    expect(readFileSync(shop.path('checkout/libs/license/src/gen/edition.ts'), 'utf8')).toBe(
      'development',
    );
    expect(contexts()).toEqual(before);
  });

  it('sends Docker neither keys nor what the checkout made', async () => {
    await build();
    const context = lines('context');
    expect(context).toContain('./package-lock.json');
    expect(context.filter((path) => /node_modules|^\.\/var|key\.pem/.test(path))).toEqual([]);
  });

  it('leaves what pack takes', async () => {
    expect(await build()).toMatchObject({ code: 0, out: /Built release 0\.1\.0 for x64/ });
    expect(JSON.parse(readFileSync(shop.path('release/images.json'), 'utf8'))).toMatchObject({
      release: '0.1.0',
      arch: 'x64',
      bases: ['sha256:base'],
      images: expect.arrayContaining([
        {
          reference: 'easel/cli:0.1.0',
          id: expect.stringMatching(/^sha256:/),
          created: expect.any(String),
          size: 1_000_000,
        },
      ]),
    });
    expect(readdirSync(shop.path('release')).sort()).toEqual([
      'images.json',
      'images.tar.gz',
      'sbom',
    ]);
    expect(await shop.pack('--images', 'release')).toMatchObject({ code: 0 });
  });

  it('lists what each image holds, the same for the same lock file', async () => {
    await build();
    const path = 'release/sbom/gateway.cdx.json';
    const first = readFileSync(shop.path(path), 'utf8');
    const bill = JSON.parse(first) as { components: { name: string; version: string }[] };
    expect(bill).toMatchObject({
      bomFormat: 'CycloneDX',
      metadata: { component: { type: 'container', name: 'easel/gateway', version: '0.1.0' } },
    });
    const names = bill.components.map(({ name }) => name);
    expect(names).toContain('fastify');
    expect(names).not.toContain('typescript');
    await build();
    expect(readFileSync(shop.path(path), 'utf8')).toBe(first);
  });

  it('builds inference for a card with the libraries of a folder, and leaves what pack takes for one', async () => {
    await shop.save(imagesOf(onCard));
    for (const name of ['onnxruntime_providers_shared.so', 'onnxruntime_providers_cuda.so'])
      shop.put(`cuda/lib${name}`, 'stand-in');
    shop.put('cuda/libcudnn.so.9', 'stand-in');
    symlinkSync('libcudnn.so.9', shop.path('cuda/libcudnn.so'));
    shop.put('checkout/deploy/cuda12/of-before.so', 'not these');
    const { code, out, err } = await build('--cuda', 'cuda');
    expect({ code, out, err }).toMatchObject({ code: 0, out: /for x64, cuda12, in/ });
    const builds = lines('asked').filter((line) => line.startsWith('build'));
    expect(builds).toHaveLength(5);
    expect(builds[1]).toMatch(
      /--target cuda12 --build-arg PACKAGE=apps\/inference .*-t easel\/inference-cuda12:0\.1\.0/,
    );
    expect(
      lines('context')
        .filter((path) => path.includes('cuda12'))
        .sort(),
    ).toEqual([
      './deploy/cuda12/libcudnn.so.9',
      './deploy/cuda12/libonnxruntime_providers_cuda.so',
      './deploy/cuda12/libonnxruntime_providers_shared.so',
    ]);
    expect(readFileSync(shop.path('release/images.json'), 'utf8')).toContain('"cuda12"');
    expect(await shop.pack('--images', 'release')).toMatchObject({
      code: 0,
      out: /easel_bolts_2_cuda12\.tar\.gz/,
    });
  });

  it('refuses a folder of which no image for a card comes, before it builds any', async () => {
    shop.put('cuda/libonnxruntime_providers_shared.so', 'stand-in');
    expect(await build('--cuda', 'cuda')).toMatchObject({
      code: 1,
      err: /cuda has no libonnxruntime_providers_cuda\.so: deploy\/cuda12\/README\.md/,
    });
    shop.put('cuda/libonnxruntime_providers_cuda.so', 'stand-in');
    symlinkSync('/etc/hostname', shop.path('cuda/libcudnn.so'));
    expect(await build('--cuda', 'cuda')).toMatchObject({
      code: 1,
      err: /libcudnn\.so is a link that leads to nothing in that folder/,
    });
    expect(existsSync(shop.path('asked'))).toBe(false);
  });

  it('fetches Redis where Docker has it not', async () => {
    shop.put('bare', '');
    await build();
    expect(lines('asked')).toContain('pull redis:7-bookworm');
  });

  it('refuses keys that every development edition makes', async () => {
    createKeys({ path: shop.path('dev') }, 'Easel development');
    expect(await build('--keys', 'dev')).toMatchObject({
      code: 1,
      err: /development edition's keys/,
    });
    expect(existsSync(shop.path('asked'))).toBe(false);
  });

  it('refuses images that turn out to be of the development edition, and keeps those of before', async () => {
    await build();
    const before = readFileSync(shop.path('release/images.tar.gz'));
    await shop.save(
      imagesOf((name) => (name === 'cli' ? { labels: { 'easel.edition': 'development' } } : {})),
    );
    expect(await build()).toMatchObject({ code: 1, err: /easel\/cli:0\.1\.0 is development/ });
    expect(readFileSync(shop.path('release/images.tar.gz'))).toEqual(before);
  });

  it('says in Docker’s own words why a build failed, and clears away', async () => {
    const before = contexts();
    shop.put('broken', '');
    expect(await build()).toMatchObject({
      code: 1,
      err: /build failed.*[^]*Step 3\/9: no space left/,
    });
    expect(contexts()).toEqual(before);
  });

  it('says that there is no Docker where there is none', async () => {
    expect(await build('--docker', 'no-such-docker')).toMatchObject({
      code: 1,
      err: /There is no no-such-docker on this machine/,
    });
  });

  it('needs the public half of the keys alone', async () => {
    spawnSync('bash', ['-c', 'rm *.key.pem ledger*'], { cwd: shop.keys });
    expect(await build()).toMatchObject({ code: 0 });
  });
});
