import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkout, TestSite } from './test-site.js';

/** A folder with a public SqueezeNet, a photo and what an independent reference says of it. */
const models = process.env.EASEL_TEST_MODELS;

interface Reference {
  top6: Record<'stretch' | 'shorter256crop224', { name: string; score: number }[]>;
}

describe.runIf(models)('a model that nobody here made (needs EASEL_TEST_MODELS)', () => {
  const folder = join(models ?? '', 'squeezenet-imagenet');
  const read = (file: string) => readFileSync(join(folder, file));

  it.each([
    ['stretch', 'stretch'],
    ['crop:256', 'shorter256crop224'],
  ] as const)(
    'is brought by one command and agrees with the reference under %s',
    async (resize, key) => {
      await using site = await TestSite.start({
        models: (repository) => {
          const command = `add squeezenet ${folder}/model.onnx ${folder}/labels.txt --preset pytorch --channels BGR --scale 1 --mean 103.939,116.779,123.68 --std 1 --resize ${resize}`;
          execFileSync(process.execPath, ['tools/model/dist/main.js', ...command.split(' ')], {
            cwd: checkout,
            env: { ...process.env, EASEL_HOME: join(repository.root, '..') },
          });
          return Promise.resolve();
        },
      });
      const answer = await site.client.classify('squeezenet', read('pelican.jpg'), 6);
      const { top6 } = JSON.parse(read('reference.json').toString()) as Reference;
      const [wanted] = top6[key];
      const [first] = 'results' in answer ? answer.results : [];
      expect(first?.name).toBe('pelican');
      expect(first?.name).toBe(wanted?.name);
      expect(Math.abs((first?.score ?? 0) - (wanted?.score ?? 0))).toBeLessThan(0.03);
      // Names with commas and spaces arrive whole.
      const names = 'results' in answer ? answer.results.map(({ name }) => name) : [];
      expect(names.filter((name) => name.includes(', '))).not.toHaveLength(0);
      const known = read('labels.txt').toString().split(/\r?\n/);
      expect(known).toEqual(expect.arrayContaining(names));
    },
  );
});
