import { createHash, generateKeyPairSync } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { images } from '@easel/images';
import { pack } from 'tar-stream';

import { checkout } from '../checkout.js';
import { Desk, type Outcome } from './desk.fixture.js';

/** An image as a test wants it. */
export interface FakeImage {
  reference: string;
  labels: Record<string, string>;
  architecture: string;
  /** What its one layer holds. */
  layer: Record<string, string>;
}

const release = { 'easel.edition': 'release', 'org.opencontainers.image.version': '0.1.0' };

/** The images of a release. @param change each of them, by its name */
export const imagesOf = (change: (name: string) => Partial<FakeImage> = () => ({})): FakeImage[] =>
  [...images.map(({ name }) => name), 'redis'].map((name) => ({
    reference: name === 'redis' ? 'redis:7-bookworm' : `easel/${name}:0.1.0`,
    labels: name === 'redis' ? {} : release,
    architecture: 'amd64',
    layer: { 'easel/main.js': `// ${name}\n` },
    ...change(name),
  }));

/** What those for a card have in inference's place. */
export const onCard = (name: string): Partial<FakeImage> =>
  name === 'inference' ? { reference: 'easel/inference-cuda12:0.1.0' } : {};

/** What must never be in a package, in PEM. */
export const privateKey = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
}) as string;

async function tarOf(files: Record<string, string | Buffer>): Promise<Buffer> {
  const tar = pack();
  for (const [name, content] of Object.entries(files)) tar.entry({ name }, content);
  tar.finalize();
  return buffer(tar);
}

/** A vendor's desk with something to pack on it. */
export class Shop extends Desk {
  readonly images = this.path('images');
  readonly checkout = this.path('checkout');
  readonly out = this.path('out');

  /** Whether anything lies where packages are put. */
  get hasPacked(): boolean {
    return existsSync(this.out) && readdirSync(this.out).length > 0;
  }

  /** Keys, a model, images of a release, and a checkout's scripts. */
  async open(): Promise<this> {
    await this.init();
    cpSync(join(checkout, 'examples/models/surface-defects/1'), this.path('models/bolts/2'), {
      recursive: true,
    });
    const scripts = {
      'package.json': '{ "version": "0.1.0" }',
      'deploy/stack/docker-compose.yml': 'services: {}\n',
      'tools/package/download.sh': 'echo\n',
      'tools/package/install.py': 'print("thin")\n',
      'tools/troubleshooting/pack.sh':
        'cd "$(dirname "$1")" && echo "$2" > trouble_shooting.sh && tar --mtime=@0 -cf "$1" trouble_shooting.sh\n',
    };
    for (const [path, text] of Object.entries(scripts)) this.put(`checkout/${path}`, text);
    this.put('images/sbom/gateway.cdx.json', '{}');
    await this.save(imagesOf());
    return this;
  }

  put(path: string, content: string | Buffer): void {
    mkdirSync(join(this.path(path), '..'), { recursive: true });
    writeFileSync(this.path(path), content);
  }

  /** As `docker save | gzip` writes images. */
  async save(images: FakeImage[]): Promise<void> {
    const files: Record<string, string | Buffer> = {};
    const manifest = [];
    for (const { reference, labels, architecture, layer } of images) {
      const diffId = `sha256:${createHash('sha256').update(reference).digest('hex')}`;
      const config = JSON.stringify({
        architecture,
        created: '2026-01-31T08:00:00Z',
        config: { Labels: labels },
        of: reference,
        rootfs: { diff_ids: [diffId] },
      });
      const Config = `${createHash('sha256').update(config).digest('hex')}.json`;
      files[Config] = config;
      const member = `${reference.replaceAll(/\W/g, '-')}/layer.tar`;
      files[member] = await tarOf(layer);
      manifest.push({ Config, RepoTags: [reference], Layers: [member] });
    }
    files['manifest.json'] = JSON.stringify(manifest);
    this.put('images/images.tar.gz', gzipSync(await tarOf(files)));
  }

  pack = (...more: string[]): Promise<Outcome> =>
    this.run(
      ...['pack', '--keys', 'keys', '--model', 'models/bolts/2', '--checkout', 'checkout'],
      ...['--out', 'out', ...more],
    );

  full = (...more: string[]): Promise<Outcome> => this.pack('--images', 'images', ...more);
}
