import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { manifestSchema } from '@easel/models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

/** Runs the built command, as `npm run demo-model --` does. */
const demoModel = (...args: string[]) =>
  promisify(execFile)(process.execPath, [join(import.meta.dirname, '../dist/main.js'), ...args]);

const tiny = ['train', '--pictures', '192', '--epochs', '4', '--judged', '12'];

describe('a tiny training, end to end', () => {
  let folder: string;
  let output: string;
  const version = (name: string) => join(folder, name);

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'demo-model-'));
    output = (await demoModel(...tiny, '--out', version('first'))).stdout;
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('lowers its loss', () => {
    const losses = [...output.matchAll(/^epoch \d of 4: loss (\S+)$/gm)].map(([, loss]) =>
      Number(loss),
    );
    expect(losses).toHaveLength(4);
    expect(losses[3]).toBeLessThan(losses[0]! - 0.05);
  });

  it('writes a version that the model repository takes, golden pictures included', async () => {
    const read = (file: string) => readFile(join(version('first'), file));
    const manifest = manifestSchema.parse(JSON.parse((await read('manifest.json')).toString()));
    expect(manifest.golden).toHaveLength(3);
    for (const {
      file,
      expect: [answer],
    } of manifest.golden) {
      expect((await read(file)).length).toBeGreaterThan(1000);
      expect(answer?.score).toBeGreaterThan(1 / 6);
    }
    expect((await read(manifest.labels)).toString()).toBe(
      'intact\nscratch\ndent\nstain\ncrack\nhole\n',
    );
    expect((await read(manifest.model)).length).toBeLessThan(1_000_000);
  });

  it('says in the card which command made it and how good it is', async () => {
    const card = await readFile(join(version('first'), 'README.md'), 'utf8');
    const [accuracy] = /[\d.]+ % (?=of 12 unseen)/.exec(output) ?? ['none'];
    expect(card).toContain('train --pictures 192 --epochs 4 --seed 1 --workers 2 --judged 12');
    expect(card).toContain(`**${accuracy.trim()}**`);
  });

  it('gives the same bytes when it is run again', { timeout: 120_000 }, async () => {
    await demoModel(...tiny, '--out', version('second'));
    const files = await readdir(version('first'), { recursive: true, withFileTypes: true });
    const paths = files
      .filter((file) => file.isFile())
      .map((file) => join(file.parentPath, file.name));
    expect(paths).toHaveLength(7);
    for (const first of paths) {
      const second = first.replace(version('first'), version('second'));
      expect(await readFile(second), first).toEqual(await readFile(first));
    }
  });

  it('can be judged again from its file, with the same result', async () => {
    const again = await demoModel(
      'evaluate',
      '--model',
      version('first'),
      '--pictures',
      '12',
      '--run',
      '1',
    );
    const [table] = /\|[^]*\|/.exec(output) ?? ['none'];
    expect(again.stdout).toContain(table);
  });
});

describe('the command line', () => {
  it('says in one line what is wrong, and exits 2', async () => {
    await expect(demoModel('evaluate', '--model', 'nowhere')).rejects.toMatchObject({
      code: 2,
      stderr: expect.stringMatching(/^cannot use nowhere.model\.onnx: .*\n.*--help.*\n$/),
    });
  });

  it('explains every command and flag', async () => {
    const { stdout } = await demoModel('train', '--help');
    for (const word of ['train', 'evaluate', 'examples', '--pictures', '--seed', '--out', '--run'])
      expect(stdout).toContain(word);
  });
});
