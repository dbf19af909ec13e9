import { expect, it } from 'vitest';
import { window } from './window.js';

it('divides the CPU of a window by the results of the same window, whatever else takes time', async () => {
  // Each result costs 3 ms; a hundred come while somebody looks at memory, and some between two looks.
  let results = 1000;
  let taken = 0;
  const easel = {
    spent: () => ({ gateway: results, inference: 0, lanes: 2 * results, licensing: 0 }),
    pssMib: () => (results += 100),
  };
  const load = {
    take: () => {
      const fresh = results - taken;
      taken = results;
      const latencies = { ok: Array<number>(fresh).fill(1) };
      const nothing = { lateness: [], stages: {}, undeserved: {}, waiting: 0 };
      return Promise.resolve({ latencies, wallMs: 1, cpuMs: 1, ...nothing });
    },
  };
  setTimeout(() => (results += 40), 1);
  const round = await window(easel, load, 5);
  expect(round.latencies.ok).toHaveLength(40);
  expect(round).toMatchObject({ cpuMs: 3, cpuByPart: { gateway: 1, lanes: 2 } });
});
