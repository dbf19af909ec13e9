import { describe, expect, it } from 'vitest';
import { crowd, total } from './crowd.js';
import { TestSite } from './test-site.js';

describe('200 callers at once', () => {
  it('get results or 336100 and nothing else, and leave no memory behind', async () => {
    await using site = await TestSite.start();
    const { tally, before, after } = await crowd(site, { callers: 200, seconds: 15 });
    expect(tally.ok).toBeGreaterThan(200);
    expect(['ok', '336100']).toEqual(expect.arrayContaining(Object.keys(tally)));
    expect(total(after)).toBeLessThan(total(before) * 1.25);
  }, 120_000);
});
