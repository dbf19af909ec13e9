import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { build, images, measure, referenceOf } from '@easel/images';
import { engine } from './engine.js';
import { checkout } from './test-site.js';

const release = 'development';

describe.runIf(engine)('the images of a checkout (needs EASEL_TEST_ENGINE=1)', () => {
  beforeAll(() => expect(build(release)).toBe(true), 1_200_000);

  it('add no more to their base than they may', () => {
    expect(measure(release).filter(({ addedMB, limitMB }) => addedMB > limitMB)).toEqual([]);
  });

  it.each(images)('hold all that is loaded in $name, and nothing of tests', ({ name }) => {
    const script = join(checkout, 'tools/e2e/src/whole.mjs');
    const mount = ['-v', `${script}:/easel/whole.mjs:ro`, '--entrypoint', 'node'];
    const node = ['--experimental-import-meta-resolve', '/easel/whole.mjs'];
    const { packages, lacking } = JSON.parse(run(name, mount, node)) as {
      packages: number;
      lacking: string[];
    };
    expect(lacking).toEqual([]);
    expect(packages).toBeGreaterThan(5);
    const surplus = String.raw`\.(spec\.js|d\.ts|map|tsbuildinfo)$|/easel/(apps|libs)/.*/(testing|fixtures|src)/|/easel/examples/|/easel/tools/(?!troubleshooting/(main\.sh|lib/|checks/))`;
    const found = run(name, ['--entrypoint', 'find'], ['/easel', '-type', 'f']).split('\n');
    expect(found.filter((path) => new RegExp(surplus).test(path))).toEqual([]);
  });

  it.each(images)('say in $name which release and edition they are', ({ name }) => {
    const reference = referenceOf(name, release);
    const { stdout } = docker('image', 'inspect', '-f', '{{json .Config.Labels}}', reference);
    expect(JSON.parse(stdout)).toEqual({
      'org.opencontainers.image.version': release,
      'easel.edition': 'development',
      'easel.state-format': '1',
    });
  });

  it('bring easel and the compose that it drives', () => {
    expect(run('cli', [], ['--help'])).toMatch(/^Usage: easel/);
    const version = run('cli', ['--entrypoint', 'docker-compose'], ['version', '--short']);
    expect(version).toMatch(/^\d+\.\d+/);
  });
});

/** What a container of an image prints that has no network and cannot write. */
function run(name: string, options: string[], args: string[]): string {
  const image = referenceOf(name, release);
  const alone = ['--rm', '--network', 'none', '--read-only', ...options];
  const { status, stdout, stderr } = docker('run', ...alone, image, ...args);
  expect(stderr).toBe('');
  expect(status).toBe(0);
  return stdout;
}

function docker(...args: string[]) {
  return spawnSync('docker', args, { encoding: 'utf8', maxBuffer: 2 ** 26 });
}
