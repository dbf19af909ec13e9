import { mkdtemp, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { TuningStore, type Circumstances } from './tuning-store.js';

const here: Circumstances = {
  modelSha256: 'a'.repeat(64),
  input: { width: 224, height: 224 },
  onnxruntime: '1.30.0',
  cpu: 'AMD EPYC',
  arch: 'x64',
  cores: 2,
  lanes: 2,
};
const best = { lanes: 2, threads: 1, batch: 1, imagesPerSecond: 180 };
const measured = { best, trials: [best, { ...best, batch: 2, imagesPerSecond: 181 }] };

async function store() {
  const folder = join(await mkdtemp(join(tmpdir(), 'easel-tuning-')), 'tuning');
  return { folder, store: new TuningStore(folder) };
}

describe('what was measured', () => {
  it('is found again, by another process too', async () => {
    const { folder, store: first } = await store();
    await first.keep(here, measured);
    expect(await new TuningStore(folder).find(here)).toEqual(measured);
  });

  it.each<[string, Partial<Circumstances>]>([
    ['another model', { modelSha256: 'b'.repeat(64) }],
    ['another size of picture', { input: { width: 320, height: 224 } }],
    ['another onnxruntime', { onnxruntime: '1.31.0' }],
    ['another processor', { cpu: 'Cortex-A76' }],
    ['another architecture', { arch: 'arm64' }],
    ['another CPU limit', { cores: 1 }],
    ['other lanes', { lanes: 1 }],
  ])('does not hold for %s', async (_, other) => {
    const { store: kept } = await store();
    await kept.keep(here, measured);
    expect(await kept.find({ ...here, ...other })).toBeUndefined();
  });

  it.each([
    ['cut short', (text: string) => text.slice(0, 40)],
    ['of another format', (text: string) => text.replace('"format": 1', '"format": 2')],
    ['with nonsense in it', (text: string) => text.replaceAll('"lanes": 2', '"lanes": -2')],
  ])('is an error when its file is %s', async (_, damage) => {
    const { folder, store: kept } = await store();
    await kept.keep(here, measured);
    const path = join(folder, (await readdir(folder))[0] ?? '');
    await writeFile(path, damage(await readFile(path, 'utf8')));
    await expect(kept.find(here)).rejects.toThrow();
  });

  it('does not pile up: the oldest go', async () => {
    const { folder, store: kept } = await store();
    await kept.keep(here, measured);
    for (const name of await readdir(folder)) await utimes(join(folder, name), 1, 1);
    for (let cores = 3; cores < 3 + 64; cores++) await kept.keep({ ...here, cores }, measured);
    expect(await readdir(folder)).toHaveLength(64);
    expect(await kept.find(here)).toBeUndefined();
    expect(await kept.find({ ...here, cores: 3 })).toEqual(measured);
  });
});
