import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { Gap } from './gap.js';

it('measures for how long callers had no result, the longest time', async () => {
  let serves = true;
  using gap = new Gap(() => Promise.resolve(serves));
  serves = false;
  await sleep(100);
  expect(gap.ms).toBe(0); // nobody watches yet
  serves = true;
  gap.watch();
  await sleep(100);
  expect(gap.ms).toBe(0);
  const begun = performance.now();
  serves = false;
  await sleep(400);
  const open = gap.ms;
  serves = true;
  const lasted = performance.now() - begun;
  await sleep(200);
  expect(open).toBeGreaterThan(200); // still nobody
  expect(gap.ms).toBeGreaterThanOrEqual(open);
  expect(gap.ms).toBeLessThan(lasted + 300);
  const closed = gap.ms;
  serves = false;
  await sleep(100);
  serves = true;
  await sleep(100);
  expect(gap.ms).toBe(closed);
});
