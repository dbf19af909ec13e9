import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeEngine } from '../testing/fake-engine.js';
import type { Ground } from './ground.js';
import { NewRelease } from './new-release.js';
import type { Parcel } from './parcel.js';
import { composeFor, runtimeOf, type Runtime } from './runtime.js';
import { WorkFolder } from './work-folder.js';

const shipped = join(import.meta.dirname, '../../../../deploy/stack');
const uuid = 'GPU-5f2c1d3e-0000-4000-8000-0123456789ab';

describe('a release for a card', () => {
  let root: string;
  let ground: Ground;
  let docker: FakeEngine;

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'easel-release-'));
    docker = await FakeEngine.in(root);
    const terminal = { note: vi.fn(), text: (words: { en: string }) => words.en };
    const work = new WorkFolder(join(root, 'work'));
    ground = { work, engine: docker.engine, terminal: terminal as never };
    mkdirSync(join(root, 'files'));
    cpSync(shipped, join(root, 'files'), { recursive: true });
    writeFileSync(join(root, 'files/trouble_shooting.sh'), '');
    for (const name of ['bolts', 'nuts']) {
      mkdirSync(join(work.path, name, 'start'), { recursive: true });
      writeFileSync(join(work.path, name, '.env'), `EASEL_NAME=${name}\n`);
    }
    for (const release of ['0.1.0', '0.2.0'])
      for (const image of ['gateway', 'inference', 'licensing', 'batch'])
        docker.images.set(`easel/${image}:${release}`, { 'easel.state-format': '1' });
    vi.stubEnv('EASEL_CARDS', `NVIDIA H200, ${uuid}, 570.86.15`);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    docker[Symbol.dispose]();
    rmSync(root, { recursive: true });
  });

  const stack = (name = 'bolts') => ground.work.stack(name);
  const parcel = (release: string, runtime: Runtime) =>
    ({
      manifest: { kind: 'full', release, runtime },
      withStackFiles: (use: (folder: string) => Promise<void>) => use(join(root, 'files')),
    }) as unknown as Parcel;
  const place = (release: string, runtime: Runtime, name = 'bolts') =>
    new NewRelease(ground, stack(name), parcel(release, runtime)).place();
  const env = () => readFileSync(join(stack().folder, '.env'), 'utf8');

  it('gives inference one card by its UUID, and licensing all, to name them', async () => {
    await place('0.1.0', 'cuda12');
    const compose = readFileSync(stack().composeFile, 'utf8');
    expect(compose).toContain('    image: easel/inference-cuda12:${EASEL_RELEASE}\n    deploy:\n');
    expect(compose).not.toContain('image: easel/inference:');
    expect(env()).toContain(`EASEL_GPU=${uuid}\n`);
    expect(stack().runtime).toBe('cuda12');
    expect(readFileSync(ground.work.host.composeFile, 'utf8')).toContain('          count: all\n');
  });

  it.runIf(process.env.EASEL_TEST_ENGINE === '1')(
    'is started by files that compose can read (needs EASEL_TEST_ENGINE=1)',
    async () => {
      await place('0.1.0', 'cuda12');
      await stack().settle({ callers: 8080, operators: 8081 }, '0.1.0');
      await stack().compose.run(['config', '-q']);
      await ground.work.host.compose.run(['config', '-q']);
    },
  );

  it('leaves the card that its operator has chosen', async () => {
    writeFileSync(join(stack().folder, '.env'), 'EASEL_NAME=bolts\nEASEL_GPU=1\n');
    await place('0.1.0', 'cuda12');
    expect(env()).toContain('EASEL_GPU=1\n');
    // One that is not in this machine: of a backup of another, or taken out since.
    writeFileSync(join(stack().folder, '.env'), 'EASEL_NAME=bolts\nEASEL_GPU=GPU-gone\n');
    await place('0.1.0', 'cuda12');
    expect(env()).toContain(`EASEL_GPU=${uuid}\n`);
  });

  it('takes licensing its cards neither by a deployment without one, nor by a later release', async () => {
    await place('0.1.0', 'cpu', 'nuts');
    expect(ground.work.host.runtime).toBe('cpu');
    await place('0.1.0', 'cuda12');
    expect(ground.work.host.runtime).toBe('cuda12');
    await place('0.2.0', 'cpu', 'nuts');
    expect(ground.work.host).toMatchObject({ release: '0.2.0', runtime: 'cuda12' });
    expect([stack('nuts').runtime, stack().runtime]).toEqual(['cpu', 'cuda12']);
  });

  it('is another one than that for the processor, though both are called the same', async () => {
    await place('0.1.0', 'cpu');
    stack().setRelease('0.1.0');
    expect(NewRelease.of(ground, stack(), parcel('0.1.0', 'cpu'))).toBeUndefined();
    expect(NewRelease.of(ground, stack(), parcel('0.1.0', 'cuda12'))).toBeDefined();
  });

  it('is refused before anything is put in its place where Docker gives no container a card', async () => {
    const release = new NewRelease(ground, stack(), parcel('0.1.0', 'cuda12'));
    await expect(release.prepare()).rejects.toThrow(`gives no container the card ${uuid}: none`);
    await new NewRelease(ground, stack(), parcel('0.1.0', 'cpu')).prepare();
    expect(stack().runtime).toBeUndefined();
  });
});

describe('what a compose file says of both', () => {
  it.each(['docker-compose.yml', 'licensing.yml'])('is one or the other: %s', (name) => {
    const text = readFileSync(join(shipped, name), 'utf8');
    const onCard = composeFor('cuda12', text);
    expect([composeFor('cpu', text), runtimeOf(text), runtimeOf(onCard)]).toEqual([
      text,
      'cpu',
      'cuda12',
    ]);
    expect(onCard).not.toMatch(/#cuda12 |#cpu$/m);
    expect(composeFor('cuda12', onCard)).toBe(onCard);
  });
});
