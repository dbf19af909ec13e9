import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { slope } from '../accounting/slope.js';
import { Easel } from '../easel/easel.js';
import { Leavers } from '../load/leavers.js';
import { LoadGenerator } from '../load/load-generator.js';
import { classifyRequest } from '../load/request.js';
import { deploy } from '../models/model.js';
import { photo } from '../photos/photo.js';
import { countsOf, sum } from '../subjects/side.js';
import type { Case } from './case.js';
import { unansweredFigure } from './figures.js';
import { mixedTraffic } from './traffic.js';

const model = 'mobilenet-v2';
const callers = 16;
const LOOK_EVERY_MS = 5_000;

export const soak: Case = {
  title: { en: 'Half an hour of mixed traffic', zh: '半小时混合流量' },
  about:
    'good and bad traffic for half an hour: memory and descriptors in its last two thirds (1800 s)',
  seconds: 1800,
  async run({ seconds }) {
    await using easel = await Easel.start({ models: (repository) => deploy(repository, model) });
    const requests = await mixedTraffic(model);
    const looks: { at: number; pss: number; descriptors: number }[] = [];
    const { address } = easel;
    using load = await LoadGenerator.start({ address, requests }, { callers });
    using _leavers = new Leavers(address, {
      request: classifyRequest(model, await readFile(await photo('640x480.jpg'))),
      everyMs: 500,
    });
    const begun = performance.now();
    const minutes = () => (performance.now() - begun) / 60_000;
    while (minutes() < seconds / 60) {
      await sleep(LOOK_EVERY_MS);
      looks.push({ at: minutes(), pss: easel.pssMib(), descriptors: easel.descriptors() });
    }
    const { latencies, undeserved, waiting } = await load.stop();
    const outcomes = countsOf(latencies);
    const steady = looks.filter(({ at }) => at > seconds / 180);
    const third = Math.ceil(steady.length / 3);
    // What is open differs from one look to the next with what is under way; a leak lifts the lowest, too.
    const fewest = (some: typeof looks) => Math.min(...some.map(({ descriptors }) => descriptors));
    return {
      measurements: [],
      figures: [
        { what: { en: 'results', zh: '结果' }, value: outcomes.ok ?? 0, of: outcomes },
        {
          what: {
            en: 'answers other than their request deserves',
            zh: '与请求应得结果不符的回答',
          },
          value: sum(undeserved),
          reach: { most: 0 },
          of: undeserved,
        },
        unansweredFigure(waiting),
        {
          what: {
            en: 'PSS, how it rises in the last two thirds',
            zh: '后三分之二时间内 PSS 的增长',
          },
          value: slope(steady.map(({ at, pss }) => ({ at, value: pss }))),
          unit: 'MiB/min',
          reach: { most: 1 },
        },
        {
          what: { en: 'PSS at the end', zh: '结束时的 PSS' },
          value: looks.at(-1)?.pss ?? NaN,
          unit: 'MiB',
        },
        {
          what: {
            en: 'descriptors, how many more at the end than a third of the way in',
            zh: '结束时比三分之一处多出的文件描述符',
          },
          value: fewest(steady.slice(-third)) - fewest(steady.slice(0, third)),
          reach: { most: 0 },
        },
      ],
    };
  },
};
