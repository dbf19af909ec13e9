import { setTimeout as sleep } from 'node:timers/promises';
import { Rng } from '@easel/demo-model';
import { Easel } from '../easel/easel.js';
import { deploy } from '../models/model.js';
import type { Case } from './case.js';
import { unansweredFigure } from './figures.js';
import { underLoad } from './under-load.js';

const model = 'mobilenet-v2';
const EVERY_MS = 1_000;
const WARM_UP_MS = 3_000;

export const kills: Case = {
  title: { en: 'Killed lanes', zh: '通道被杀死' },
  about: 'a lane killed once a second under load: what its callers get (60 s)',
  seconds: 60,
  async run({ seconds }) {
    await using easel = await Easel.start({ models: (repository) => deploy(repository, model) });
    const chance = new Rng(1, 'kills');
    let killed = 0;
    const { outcomes, answers, unanswered } = await underLoad(easel, model, async () => {
      await sleep(WARM_UP_MS);
      for (let second = 0; second < seconds; second += 1) {
        const victim = easel.lanes[chance.whole(0, easel.lanes.length - 1)];
        if (victim !== undefined) killed += Number(kill(victim));
        await sleep(EVERY_MS);
      }
    });
    const { ok = 0, 336100: busy = 0, 336005: blamed = 0 } = outcomes;
    return {
      measurements: [],
      figures: [
        { what: { en: 'lanes killed', zh: '被杀死的通道(lane)' }, value: killed },
        { what: { en: 'results', zh: '结果' }, value: ok },
        unansweredFigure(unanswered),
        {
          what: { en: '336100, of all answers', zh: '336100 占全部回答的比例' },
          value: busy / answers,
          reach: { most: 0.01 },
        },
        { what: { en: '336005', zh: '336005' }, value: blamed, reach: { most: 0 } },
        {
          what: { en: 'answers of any other kind', zh: '其他回答' },
          value: answers - ok - busy - blamed,
          reach: { most: 0 },
          of: outcomes,
        },
      ],
    };
  },
};

/** Whether it was still there. */
function kill(pid: number): boolean {
  try {
    return process.kill(pid, 'SIGKILL');
  } catch {
    return false;
  }
}
