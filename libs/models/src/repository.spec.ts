import { fsyncSync } from 'node:fs';
import { mkdir, mkdtemp, open, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Repository } from './repository.js';

const manifest = { format: 1, input: { width: 8, height: 8 } };

describe('a model repository', () => {
  let root: string;
  let repository: Repository;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'easel-models-'));
    repository = new Repository(root);
  });
  afterEach(() => rm(root, { recursive: true }));

  const add = (deployment: string, version: string, files: Record<string, string> = {}) =>
    repository.add({ deployment, version }, async (folder) => {
      const all = { 'manifest.json': JSON.stringify(manifest), 'labels.txt': 'a\nb\n', ...files };
      for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text);
    });

  it('that does not exist yet is empty', async () => {
    expect(await new Repository(join(root, 'none')).list()).toEqual([]);
  });

  it('lists deployments with the version that was activated last', async () => {
    await add('line-a', '1');
    await add('line-a', '2');
    await add('line-b', '1');
    await repository.activate('line-a', '1');
    await repository.activate('line-a', '2');
    expect(await repository.list()).toEqual([
      { deployment: 'line-a', current: '2', activatedAt: expect.any(Number), versions: ['1', '2'] },
      { deployment: 'line-b', current: undefined, activatedAt: 0, versions: ['1'] },
    ]);
    expect((await readdir(join(root, 'line-a'))).sort()).toEqual(['1', '2', 'current']);
  });

  it('counts versions as people do', async () => {
    for (const version of ['10', '9', '1.2', '1.10']) await add('line', version);
    expect(await repository.versions('line')).toEqual(['1.2', '1.10', '9', '10']);
  });

  it('does not activate what is not there', async () => {
    await add('line', '1');
    await expect(repository.activate('line', '2')).rejects.toMatchObject({ code: 'ENOENT' });
    expect(await repository.current('line')).toBeUndefined();
  });

  it('leaves no draft behind when current cannot be written', async () => {
    await add('line', '1');
    await mkdir(join(root, 'line/current'));
    await expect(repository.activate('line', '1')).rejects.toMatchObject({ code: 'EISDIR' });
    expect((await readdir(join(root, 'line'))).sort()).toEqual(['1', 'current']);
  });

  describe('on a disk that cannot make its folders last', () => {
    const fail = async (code: string) => {
      const file = await open(root);
      const handle = Object.getPrototypeOf(file) as typeof file;
      await file.close();
      vi.spyOn(handle, 'sync').mockImplementation(async function (this: typeof file) {
        if ((await this.stat()).isDirectory()) throw Object.assign(new Error(code), { code });
        fsyncSync(this.fd);
      });
    };
    afterEach(() => vi.restoreAllMocks());

    it('says so, whether a version is added or activated', async () => {
      await add('line', '1');
      await fail('EIO');
      await expect(repository.activate('line', '1')).rejects.toMatchObject({ code: 'EIO' });
      await expect(add('line', '2')).rejects.toMatchObject({ code: 'EIO' });
    });

    it('goes on where the file system has no such thing', async () => {
      await fail('EINVAL');
      await add('line', '1');
      await repository.activate('line', '1');
      expect(await repository.current('line')).toBe('1');
    });
  });

  it('never changes a version', async () => {
    await add('line', '1');
    await expect(add('line', '1')).rejects.toThrow('versions never change');
  });

  it('is as it was after an addition that failed half-way', async () => {
    const failing = repository.add({ deployment: 'line', version: '1' }, async (folder) => {
      await writeFile(join(folder, 'model.onnx'), 'half of it');
      throw new Error('the disk is full');
    });
    await expect(failing).rejects.toThrow('the disk is full');
    expect(await readdir(root)).toEqual([]);
  });

  it.each([
    ['a', '1', 'is not 2 to 64'],
    ['1line', '1', 'is not 2 to 64'],
    ['../line', '1', 'is not 2 to 64'],
    ['Metrics', '1', "is one of Easel's own paths"],
    ['line', '..', 'is not 1 to 64'],
    ['line', 'a/b', 'is not 1 to 64'],
    ['line', 'current', 'is not 1 to 64'],
  ])('refuses %s version %s', async (deployment, version, why) => {
    await expect(add(deployment, version)).rejects.toThrow(why);
    expect(await readdir(root)).toEqual([]);
  });

  it('refuses a name that differs from another by case alone', async () => {
    await add('Line', '1');
    await expect(add('line', '1')).rejects.toThrow(
      'the name line differs from the deployment Line by case alone',
    );
  });

  it('says what is wrong with folders that somebody else made', async () => {
    await mkdir(join(root, 'Line'));
    await mkdir(join(root, 'line'));
    await mkdir(join(root, 'docs'));
    await mkdir(join(root, 'stray/current'), { recursive: true });
    expect(await repository.list()).toMatchObject([
      { deployment: 'Line', problem: 'differs from line by case alone' },
      { deployment: 'docs', problem: "is one of Easel's own paths" },
      { deployment: 'line', problem: 'differs from Line by case alone' },
      { deployment: 'stray', problem: expect.stringContaining('cannot be read') },
    ]);
  });

  it('reads a release with its labels as they were written and its manifest filled in', async () => {
    await add('line', '1', { 'labels.txt': '\uFEFF划痕, "深"\r\n dent \r\n' });
    const release = await repository.release('line', '1');
    expect(release.labels).toEqual(['划痕, "深"', ' dent ']);
    expect(release.manifest).toMatchObject({
      model: 'model.onnx',
      input: { type: 'float32', layout: 'NCHW', channels: 'RGB' },
      preprocess: { resize: { mode: 'stretch' }, exifOrientation: true },
      output: { activation: 'logits' },
    });
  });

  it.each<[string, Record<string, string>, string]>([
    ['a manifest that is not JSON', { 'manifest.json': '{' }, 'manifest.json is not JSON'],
    ['a field that nobody knows', { 'manifest.json': with_({ sise: 1 }) }, 'sise'],
    ['a newer format', { 'manifest.json': with_({ format: 2 }) }, 'format'],
    ['a path out of the folder', { 'manifest.json': with_({ model: '../x.onnx' }) }, 'relative'],
    [
      'as many means as there are not channels',
      { 'manifest.json': with_({ preprocess: { mean: [1, 2] } }) },
      'has 2 values for 3 channel(s)',
    ],
    ['a std of 0', { 'manifest.json': with_({ preprocess: { std: 0 } }) }, 'must not be 0'],
    [
      'a crop larger than the picture',
      {
        'manifest.json': with_({
          preprocess: { resize: { mode: 'shorter-side-crop', shorterSide: 7 } },
        }),
      },
      "is 7, less than the input's longer side",
    ],
    ['a label that is empty', { 'labels.txt': 'a\n\nb\n' }, 'line 2 of labels.txt is empty'],
    ['no labels', { 'labels.txt': '' }, 'labels.txt holds no labels'],
    ['labels in GBK', { 'labels.txt': 'a' }, 'labels.txt is not UTF-8'],
  ])('refuses %s, and says which file and how', async (what, files, words) => {
    await add('line', '1', files);
    if (what.includes('GBK'))
      await writeFile(join(root, 'line/1/labels.txt'), Buffer.from([0xbb, 0xae, 0xba, 0xdb]));
    await expect(repository.release('line', '1')).rejects.toThrow(words);
  });
});

function with_(more: object): string {
  return JSON.stringify({ ...manifest, ...more });
}
