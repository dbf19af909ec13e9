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
  about: `${SWAPS} hot swaps under load: failed requests, and whether memory comes back`,
  seconds: 0,
  async run() {
    await using easel = await Easel.start({
      models: async (repository) => {
        await deploy(repository, model, 1);
        await add(repository, model, 2);
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
        { what: 'results during the swaps', value: outcomes.ok ?? 0, unit: '' },
        {
          what: `failed requests ${JSON.stringify(outcomes)}`,
          value: answers - (outcomes.ok ?? 0) + unanswered,
          unit: '',
          reach: { most: 0 },
        },
        { what: `PSS after swap ${SETTLED_AFTER}`, value: early, unit: 'MiB' },
        {
          what: `PSS after swap ${SWAPS}, of that after swap ${SETTLED_AFTER}`,
          value: late / early,
          unit: '',
          reach: { most: 1.15 },
        },
      ],
    };
  },
};
