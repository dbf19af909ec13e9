import { cp, mkdtemp, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Repository } from '@easel/models';
import { describe, expect, it } from 'vitest';
import { fixtureRelease } from '../testing.js';
import { laneCount, modelSizes, type LaneCount } from './lane-count.js';

const GIB = 2 ** 30;
const roomy = { cpus: 8, cpusLimited: false, memoryBytes: 64 * GIB, memoryLimited: false };

describe('how many lanes there are', () => {
  it.each<[string, Partial<typeof roomy>, number[], Pick<LaneCount, 'lanes' | 'by'>]>([
    ['a bare machine', {}, [], { lanes: 8, by: 'processors' }],
    ['a CPU limit', { cpus: 2, cpusLimited: true }, [], { lanes: 2, by: 'CPU limit' }],
    ['a limit of 1.4', { cpus: 1.4, cpusLimited: true }, [], { lanes: 1, by: 'CPU limit' }],
    ['a limit of 1.5', { cpus: 1.5, cpusLimited: true }, [], { lanes: 2, by: 'CPU limit' }],
    ['a limit of 0.2', { cpus: 0.2, cpusLimited: true }, [], { lanes: 1, by: 'CPU limit' }],
    [
      'a memory limit of 1 GiB and a ResNet-50',
      { memoryBytes: GIB, memoryLimited: true },
      [0.095 * GIB],
      { lanes: 1, by: 'memory limit' },
    ],
    ['2 GiB and no model yet', { memoryBytes: 2 * GIB }, [], { lanes: 8, by: 'processors' }],
    ['8 GiB and a model of 1 GiB', { memoryBytes: 8 * GIB }, [GIB], { lanes: 2, by: 'memory' }],
    ['less memory than anything', { memoryBytes: 1_000 }, [GIB], { lanes: 1, by: 'memory' }],
  ])('follows what there is: %s', (_, share, models, expected) => {
    expect(laneCount(undefined, { ...roomy, ...share }, models)).toMatchObject(expected);
  });

  it('is what EASEL_LANES says, whatever there is', () => {
    expect(laneCount(20, roomy, [])).toEqual({ lanes: 20, cores: 8, by: 'EASEL_LANES' });
  });

  it('counts the models in service, and not what cannot be read', async () => {
    const root = await mkdtemp(join(tmpdir(), 'easel-models-'));
    const repository = new Repository(root);
    const { folder } = await fixtureRelease('float32-nchw-NC');
    for (const name of ['colours', 'broken'])
      await repository.add({ deployment: name, version: '1' }, async (draft) => {
        if (name === 'colours') await cp(folder, draft, { recursive: true });
      });
    expect(await modelSizes(repository)).toEqual([0, 0]);
    await repository.activate('colours', '1');
    const { size } = await stat(join(folder, 'model.onnx'));
    expect((await modelSizes(repository)).sort()).toEqual([0, size].sort());
    expect(await modelSizes(new Repository('/nowhere'))).toEqual([]);
  });
});
