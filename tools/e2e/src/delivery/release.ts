import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { images, referenceOf } from '@easel/images';
import { tryDocker } from '../engine.js';
import { checkout } from '../test-site.js';
import { done } from './shell.js';

/** Nobody releases these, so that whatever else is in this machine's Docker stays. */
const FIRST = '0.1.0-e2e';
const NEXT = '0.1.1-e2e';

/** What a vendor has: keys, and the images of a release edition that trusts them. */
export class Release {
  /** Everything that the vendor keeps. */
  readonly folder: string;
  readonly images: string;
  readonly name: string;

  private constructor(folder: string, images: string) {
    this.folder = folder;
    this.images = images;
    const built = readFileSync(join(images, 'images.json'), 'utf8');
    ({ release: this.name } = JSON.parse(built) as { release: string });
  }

  get keys(): string {
    return join(this.folder, 'keys');
  }

  /** Built of this checkout, once for a run of all tests: `EASEL_TEST_RELEASE` names the folder that keeps it. */
  static async built(): Promise<Release> {
    const folder =
      process.env.EASEL_TEST_RELEASE ?? (await mkdtemp(join(tmpdir(), 'easel-vendor-')));
    const [keys, out] = [join(folder, 'keys'), join(folder, 'images')];
    if (!existsSync(join(out, 'images.json'))) {
      await vendor('keys', 'init', keys);
      await vendor('build', '--keys', keys, '--out', out, '--release', FIRST);
    }
    return new Release(folder, out);
  }

  /** Another release of the same code, as cheap as it can be had: each image says another name of itself. */
  async next(): Promise<Release> {
    const out = join(this.folder, 'next');
    if (existsSync(join(out, 'images.json'))) return new Release(this.folder, out);
    const draft = `${out}.part`;
    await rm(draft, { recursive: true, force: true });
    await mkdir(draft, { recursive: true });
    for (const { name } of images) {
      const label = `LABEL org.opencontainers.image.version=${NEXT}`;
      const recipe = `FROM ${referenceOf(name, this.name)}\n${label}\n`;
      await writeFile(join(draft, 'Dockerfile'), recipe);
      const tag = referenceOf(name, NEXT);
      await done('docker', ['build', '-q', '-t', tag, '-f', join(draft, 'Dockerfile'), draft]);
    }
    const all = [...images.map(({ name }) => referenceOf(name, NEXT)), 'redis:7-bookworm'].join(
      ' ',
    );
    const script = `set -o pipefail; docker save ${all} | gzip -1 > ${draft}/images.tar.gz`;
    await done('bash', ['-c', script]);
    await cp(join(this.images, 'sbom'), join(draft, 'sbom'), { recursive: true });
    const said = JSON.parse(await readFile(join(this.images, 'images.json'), 'utf8')) as object;
    await writeFile(join(draft, 'images.json'), JSON.stringify({ ...said, release: NEXT }));
    await rename(draft, out);
    return new Release(this.folder, out);
  }

  /** As though it had never been built. */
  async forget(): Promise<void> {
    const ours = [FIRST, NEXT].flatMap((tag) => images.map(({ name }) => referenceOf(name, tag)));
    tryDocker('rmi', ...ours);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** `easel-vendor`. @returns what it wrote. */
export const vendor = (...args: string[]): Promise<string> =>
  done(process.execPath, [join(checkout, 'tools/vendor/dist/main.js'), ...args]);
