import { setTimeout as sleep } from 'node:timers/promises';
import { Easel } from '../easel/easel.js';
import { add, deploy } from '../models/model.js';
import type { Case } from './case.js';
import { underLoad } from './under-load.js';

const model = 'mobilenet-v2';
const SWAPS = 50;
/** After the first few every cache is filled and every allocator has what it wants. */
const SETTLED_AFTER = 5;
/** For the old version to drain and be released. */
const RELEASE_MS = 2_000;

export const swaps: Case = {
  title: { en: 'Hot swaps', zh: '热切换' },
  about: `${SWAPS} hot swaps under load: failed requests, and whether memory comes back`,
  seconds: 0,
  async run() {
    await using easel = await Easel.start({
      models: async (repository) => {
        await deploy(repository, model, { seed: 1 });
        await add(repository, model, { seed: 2 });
      },
    });
    const pss: number[] = [];
    const { outcomes, answers, unanswered } = await underLoad(easel, model, async () => {
      for (let swap = 1; swap <= SWAPS; swap += 1) {
        await easel.activate(model, String((swap % 2) + 1));
        await sleep(RELEASE_MS);
        pss.push(easel.pssMib());
      }
    });
    const [early = NaN, late = NaN] = [pss[SETTLED_AFTER - 1], pss.at(-1)];
    return {
      measurements: [],
      figures: [
        { what: { en: 'results during the swaps', zh: '切换期间的结果' }, value: outcomes.ok ?? 0 },
        {
          what: { en: 'failed requests', zh: '失败的请求' },
          value: answers - (outcomes.ok ?? 0) + unanswered,
          reach: { most: 0 },
          of: outcomes,
        },
        {
          what: { en: `PSS after swap ${SETTLED_AFTER}`, zh: `第 ${SETTLED_AFTER} 次切换后的 PSS` },
          value: early,
          unit: 'MiB',
        },
        {
          what: {
            en: `PSS after swap ${SWAPS}, of that after swap ${SETTLED_AFTER}`,
            zh: `第 ${SWAPS} 次切换后的 PSS 与第 ${SETTLED_AFTER} 次之比`,
          },
          value: late / early,
          reach: { most: 1.15 },
        },
      ],
    };
  },
};
