import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { draw, encodeJpeg, labels, pictureSeed } from '@easel/demo-model';
import { demo, TestSite } from './test-site.js';

/** The seeds are fixed, so the outcome is too. */
const PER_LABEL = 50;

describe('the committed demo model', () => {
  let site: TestSite;
  beforeAll(async () => {
    site = await TestSite.start();
  });
  afterAll(() => site[Symbol.asyncDispose]());

  it('names at least 95 % of pictures on seeds that nothing else draws from, through the real server', async () => {
    const wrong: string[] = [];
    const total = PER_LABEL * labels.length;
    for (let index = 0; index < total; index++) {
      const label = labels[index % labels.length]!;
      const picture = draw(label, pictureSeed('fresh', 1, index), { width: 640, height: 480 });
      const answer = await site.client.classify(demo, await encodeJpeg(picture), 1);
      const said = 'results' in answer ? answer.results[0]?.name : `${answer.error_code}`;
      if (said !== label) wrong.push(`${label} as ${said ?? 'nothing'}`);
    }
    expect(1 - wrong.length / total, wrong.join(', ')).toBeGreaterThanOrEqual(0.95);
  }, 240_000);
});
