import { readFileSync } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Repository } from '@easel/models';
import { addDemo, checkout, demo, TestSite } from './test-site.js';
import { example, examples } from './fixtures.js';

/** As factories name their classes. */
const awkward = ['划痕, "深"', "dent, 'round' ", 'stain\t50 % ü'];

/** A model whose scores are the mean red, green and blue of a picture, under awkward names. */
async function addColours(repository: Repository): Promise<void> {
  const release = { deployment: 'colours', version: '1' };
  const model = join(checkout, 'apps/inference/src/backend/fixtures/float32-nchw-NC.onnx');
  await repository.add(release, async (folder) => {
    await copyFile(model, join(folder, 'model.onnx'));
    await writeFile(join(folder, 'labels.txt'), awkward.join('\n'));
    const manifest = {
      format: 1,
      input: { width: 16, height: 16 },
      preprocess: { scale: 1 / 255 },
      output: { activation: 'probabilities' },
    };
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(manifest));
  });
  await repository.activate('colours', '1');
}

describe('a photo in, names out', () => {
  let site: TestSite;
  beforeAll(async () => {
    site = await TestSite.start({
      env: { EASEL_LOG_LEVEL: 'debug' },
      models: async (repository) => {
        await addDemo(repository);
        await addColours(repository);
      },
    });
  });
  afterAll(() => site[Symbol.asyncDispose]());

  it.each(examples)('names what $file shows', async ({ bytes, label }) => {
    const answer = await site.client.classify(demo, bytes, 3);
    expect(answer).toMatchObject({ results: [{ name: label }, {}, {}] });
  });

  it.each(['README.md', 'README.zh-CN.md'])('answers as %s shows it', async (page) => {
    const [shown = ''] =
      /^\{"log_id":.*"results":.*\}$/m.exec(readFileSync(join(checkout, page), 'utf8')) ?? [];
    const { results } = JSON.parse(shown) as {
      results: { name: string; score: number }[];
    };
    const bytes = examples.find(({ file }) => file === 'scratch-1.jpg')!.bytes;
    // To four places: the last ones are the processor's.
    expect(await site.client.classify(demo, bytes, results.length)).toMatchObject({
      results: results.map(({ name, score }) => ({ name, score: expect.closeTo(score, 4) })),
    });
  });

  it.each(['jpg', 'png', 'bmp'] as const)(
    'takes a raw .%s as the body, to the same scores',
    async (extension) => {
      const { bytes } = example(extension);
      const type = { jpg: 'image/jpeg', png: 'image/png', bmp: 'image/bmp' }[extension];
      const response = await fetch(`${site.url}/${demo}/ImageClassification?top_num=2`, {
        method: 'POST',
        headers: { 'content-type': type },
        body: new Uint8Array(bytes),
      });
      const raw = (await response.json()) as { results: unknown[] };
      const json = await site.client.classify(demo, bytes, 2);
      expect(raw.results).toHaveLength(2);
      expect(json).toMatchObject({ results: raw.results });
    },
  );

  it('gives names with Chinese, commas, quotes, tabs and spaces as they were written', async () => {
    const answer = await site.client.classify('colours', example('png').bytes);
    const names = 'results' in answer ? answer.results.map(({ name }) => name) : [];
    expect(names.toSorted()).toEqual(awkward.toSorted());
  });

  it('says where the time went', async () => {
    const response = await fetch(`${site.url}/${demo}/ImageClassification`, {
      method: 'POST',
      body: JSON.stringify({ image: example('jpg').bytes.toString('base64') }),
    });
    expect(response.headers.get('server-timing')).toMatch(
      /^parse;dur=[\d.]+, ?queue;dur=[\d.]+, ?decode;dur=[\d.]+, ?infer;dur=[\d.]+$/,
    );
  });

  it('logs a request under its log_id in every service on its path, and neither image nor token', async () => {
    const { bytes } = example('jpg');
    const answer = await site.client.classify(demo, bytes);
    const base64 = bytes.toString('base64');
    for (const service of ['gateway', 'inference'] as const)
      await expect
        .poll(() => readFileSync(site.logFile(service), 'utf8'))
        .toContain(`"log_id":${answer.log_id},`);
    const token = readFileSync(join(site.home, 'licensing/easel.lic'), 'utf8').trim();
    for (const service of ['gateway', 'inference', 'licensing'] as const) {
      const log = readFileSync(site.logFile(service), 'utf8');
      expect(log).not.toContain(base64.slice(100, 160));
      expect(log).not.toContain(token.slice(40, 100));
    }
  });
});
