import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Terminal } from '../terminal.js';
import { FakeEngine } from '../testing/fake-engine.js';
import { bringUp } from './containers.js';
import type { Ground } from './ground.js';
import { imagesOf, licensingImage, requireImages } from './images.js';
import { composeFor, type Runtime } from './runtime.js';
import { WorkFolder } from './work-folder.js';

const shipped = (file: string) =>
  readFileSync(join(import.meta.dirname, '../../../../deploy/stack', file), 'utf8');

describe('images of a deployment', () => {
  let root: string;
  let docker: FakeEngine;
  let ground: Ground;

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'easel-images-'));
    docker = await FakeEngine.in(root);
    const work = new WorkFolder(join(root, 'work'));
    ground = { work, engine: docker.engine, terminal: new Terminal('en', true) };
    for (const folder of ['bolts', '.easel'])
      mkdirSync(join(work.path, folder), { recursive: true });
    writeFileSync(join(work.path, '.easel/.env'), 'EASEL_RELEASE=0.2.0\n');
  });
  afterEach(() => {
    docker[Symbol.dispose]();
    rmSync(root, { recursive: true });
  });

  const stack = () => ground.work.stack('bolts');
  const place = (runtime: Runtime) => {
    const settings = 'EASEL_NAME=bolts\nEASEL_RELEASE=0.1.0\nCOMPOSE_PROFILES=batches\n';
    writeFileSync(join(stack().folder, '.env'), settings);
    writeFileSync(stack().composeFile, composeFor(runtime, shipped('docker-compose.yml')));
  };

  it.each(['cpu', 'cuda12'] as const)('are those of its compose file (%s)', (runtime) => {
    place(runtime);
    const compose = `${readFileSync(stack().composeFile, 'utf8')}\n${shipped('licensing.yml')}`;
    const named = [...compose.matchAll(/^ +image: (\S+)/gm)].map(([, image = '']) =>
      image.replace('${EASEL_RELEASE}', '0.1.0'),
    );
    expect([...imagesOf(stack()), licensingImage('0.1.0')].sort()).toEqual(named.sort());
  });

  it('are all there before compose is asked, which would fetch them: the package that brings one is named', async () => {
    place('cpu');
    const brought = () => expect(bringUp(ground, stack())).rejects;
    await brought().toThrow(/easel\/licensing:0\.2\.0 is gone .* Easel 0\.2\.0 brings it/);
    docker.images.set(licensingImage('0.2.0'), {});
    for (const image of imagesOf(stack())) {
      const gone = `${image} is gone from Docker, and is fetched from nowhere.`;
      await brought().toThrow(`${gone} The full package of Easel 0.1.0 brings it`);
      docker.images.set(image, {});
    }
    await requireImages(ground, stack());
  });
});
