import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Repository } from '@easel/models';

const program = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const checkout = fileURLToPath(new URL('../../../', import.meta.url));
const models = join(checkout, 'apps/inference/src/backend/fixtures');
const picture = join(checkout, 'examples/pictures/dent-1.jpg');

describe('npm run model -- add', () => {
  let home: string;
  let labels: string;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'easel-model-'));
    labels = join(home, 'names.txt');
    writeFileSync(labels, '红, "深"\ngreen\nblue\n');
  });
  afterEach(() => rmSync(home, { recursive: true }));

  const run = (...args: string[]) => {
    const env = { ...process.env, EASEL_HOME: home, INIT_CWD: models };
    const { stdout, stderr, status } = spawnSync(process.execPath, [program, ...args], {
      env,
      encoding: 'utf8',
    });
    return { stdout, stderr, status };
  };
  const add = (model: string, ...options: string[]) =>
    run('add', 'colours', `${model}.onnx`, labels, ...options);
  const release = async (version = '1') =>
    new Repository(join(home, 'models')).release('colours', version);

  it('reads off the file what it can and says what it could not know', async () => {
    const { stdout, status } = add('float16-nchw-NC', '--preset', 'pytorch');
    expect(status).toBe(0);
    expect(stdout).toContain('Added colours version 1: 3 classes, ran once.');
    expect(stdout).toContain('16x16 NCHW float16, colour');
    expect(stdout).toMatch(
      /No file can tell these[^]*resize[^]*channel order RGB[^]*normalisation/,
    );
    const { manifest } = await release();
    expect(manifest.input).toMatchObject({
      type: 'float16',
      layout: 'NCHW',
      width: 16,
      height: 16,
    });
    expect(manifest.preprocess).toMatchObject({
      resize: { mode: 'shorter-side-crop', shorterSide: 18 },
      scale: 1 / 255,
      mean: [0.485, 0.456, 0.406],
    });
  });

  it('tells NHWC and Keras from PyTorch', async () => {
    expect(add('float32-nhwc-NC', '--preset', 'keras').status).toBe(0);
    expect((await release()).manifest).toMatchObject({
      input: { layout: 'NHWC' },
      preprocess: { resize: { mode: 'stretch' }, scale: 1 / 127.5, mean: 1, std: 1 },
    });
  });

  it('leaves a uint8 model to normalise for itself', async () => {
    expect(add('uint8-nhwc-NC', '--preset', 'keras').status).toBe(0);
    expect((await release()).manifest.preprocess).toMatchObject({ scale: 1, mean: 0, std: 1 });
  });

  it('sees from one run whether the numbers are probabilities already', async () => {
    add('float32-nchw-softmax', '--preset', 'paddle');
    add('float32-nchw-NC', '--preset', 'paddle');
    expect((await release('1')).manifest.output.activation).toBe('probabilities');
    expect((await release('2')).manifest.output.activation).toBe('logits');
  });

  it('takes what it is told over what it guesses', async () => {
    const told =
      '--resize contain --channels BGR --scale 1 --mean 1,2,3 --std 4 --activation logits --size 32x24';
    add('float32-nchw-free-side', '--preset', 'pytorch', ...told.split(' '));
    expect((await release()).manifest).toMatchObject({
      input: { width: 32, height: 24, channels: 'BGR' },
      preprocess: { resize: { mode: 'contain' }, scale: 1, mean: [1, 2, 3], std: 4 },
      output: { activation: 'logits' },
    });
  });

  it('writes down what the model says of a golden photo', async () => {
    const { stdout } = add('float32-nchw-NC', '--preset', 'pytorch', '--golden', picture);
    expect(stdout).toMatch(/golden +golden\/1-dent-1\.jpg: /);
    const [golden] = (await release()).manifest.golden;
    expect(golden?.expect).toHaveLength(3);
  });

  it('adds without activating when it is told so', async () => {
    add('float32-nchw-NC', '--preset', 'pytorch');
    add('float32-nchw-NC', '--preset', 'pytorch', '--no-activate');
    expect(await new Repository(join(home, 'models')).current('colours')).toBe('1');
    expect(run('list').stdout).toBe('colours  1 (current), 2\n');
  });

  it.each<[string, string[], RegExp, number]>([
    ['no preset', ['float32-nchw-NC'], /--preset takes one of pytorch, keras, paddle/, 2],
    ['a preset that nobody knows', ['float32-nchw-NC', '--preset', 'mxnet'], /--preset takes/, 2],
    [
      'a model that is not there',
      ['none', '--preset', 'keras'],
      /there is no file \S+none\.onnx$/m,
      1,
    ],
    [
      'means of another count',
      ['float32-nchw-NC', '--preset', 'keras', '--mean', '1,2'],
      /has 2 values for 3/,
      1,
    ],
    [
      'a mean that is no number',
      ['float32-nchw-NC', '--preset', 'keras', '--mean', 'x'],
      /--mean takes a number/,
      2,
    ],
    [
      'labels of another count',
      ['float32-nchw-grey', '--preset', 'keras'],
      /answers 1 classes, labels\.txt names 3/,
      1,
    ],
    [
      'a golden photo that is none',
      ['float32-nchw-NC', '--preset', 'keras', '--golden', program],
      /not a JPEG, PNG or BMP/i,
      1,
    ],
    ['an option that nobody knows', ['float32-nchw-NC', '--present', 'keras'], /--present/, 2],
  ])(
    'refuses %s in plain words, and leaves nothing behind',
    (_, [model = '', ...options], words, status) => {
      const refused = add(model, ...options);
      expect(refused.stderr).toMatch(words);
      expect(refused.stderr).not.toMatch(/\n\s+at /); // no stack
      expect(refused.status).toBe(status);
      expect(readdirSync(home).includes('models') ? readdirSync(join(home, 'models')) : []).toEqual(
        [],
      );
    },
  );

  it.each<[string, (folder: string) => string[], string]>([
    ['a folder as the model', (folder) => [folder, 'L'], 'FOLDER is a folder, not a file'],
    ['an empty model', (folder) => [join(folder, 'empty'), 'L'], 'FOLDER/empty is empty'],
    ['a folder as the labels', (folder) => ['M', folder], 'FOLDER is a folder, not a file'],
    [
      'a folder as a golden photo',
      (folder) => ['M', 'L', '--golden', folder],
      'FOLDER is a folder, not a file',
    ],
    ['labels that are not there', (folder) => ['M', `${folder}/x`], 'there is no file FOLDER/x'],
  ])('says what is wrong with %s', (_, files, words) => {
    const folder = join(home, 'photos');
    mkdirSync(folder);
    writeFileSync(join(folder, 'empty'), '');
    const named = new Map([
      ['M', join(models, 'float32-nchw-NC.onnx')],
      ['L', labels],
    ]);
    const args = files(folder).map((file) => named.get(file) ?? file);
    const { stderr, status } = run('add', 'colours', ...args, '--preset', 'keras');
    expect(stderr).toBe(`Not added: ${words.replace('FOLDER', folder)}\n`);
    expect(status).toBe(1);
  });

  it('explains itself', () => {
    expect(run('--help').stdout).toContain('npm run model -- add NAME MODEL.onnx LABELS.txt');
    expect(run('list').stdout).toContain('No models yet');
  });
});
