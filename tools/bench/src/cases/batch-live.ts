import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { median, quantile } from '../accounting/quantile.js';
import { Child } from '../child.js';
import { Easel } from '../easel/easel.js';
import { LoadGenerator } from '../load/load-generator.js';
import type { Pace } from '../load/protocol.js';
import { classifyRequest } from '../load/request.js';
import type { WalkOrder } from '../load/walk.js';
import { deploy } from '../models/model.js';
import { photo } from '../photos/photo.js';
import { easelSide, type EaselRound } from '../subjects/side.js';
import { LEAD_MS, WARM_UP_MS } from '../subjects/subject.js';
import { window } from '../subjects/window.js';
import type { Case } from './case.js';
import type { Figure } from './figure.js';

const model = 'mobilenet-v2';
const CONNECTIONS = 500;
/** Of a batch, for each lane, as the worker has them. */
const UNDER_WAY = 2;
/** Of p99 beside a batch, of that without: and a picture's service time on top. */
const MOST = 1.3;

export const batchLive: Case = {
  title: { en: 'Callers beside a batch', zh: '调用方与批量任务同时进行' },
  about: 'arrivals at half of the peak, with a batch and without: how long answers take',
  seconds: 20,
  async run({ rounds, seconds }) {
    const image = await readFile(await photo('640x480.jpg'));
    await using easel = await Easel.start({ models: (repository) => deploy(repository, model) });
    const { address, lanes } = easel;
    const batch = async () => {
      const child = new Child<WalkOrder, { classified: number }>('load/walk');
      const underWay = UNDER_WAY * lanes.length;
      await child.ask({ go: { address: easel.inference, deployment: model, image, underWay } });
      return { take: () => child.ask({ take: true }), [Symbol.dispose]: () => child.kill() };
    };
    const measured = async (pace: Pace, ms: number) => {
      using load = await LoadGenerator.start(
        { address, requests: [classifyRequest(model, image)] },
        pace,
      );
      await sleep(LEAD_MS);
      const round = await window(easel, load, ms);
      await load.stop();
      return round;
    };
    await measured({ callers: 16 }, WARM_UP_MS);
    const peak = await measured({ callers: 16 }, seconds * 500);
    const half = { perSecond: peak.perSecond / 2, connections: CONNECTIONS };

    const without: EaselRound[] = [];
    const beside: EaselRound[] = [];
    const walked: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      without.push(await measured(half, seconds * 1000));
      using walk = await batch();
      await sleep(LEAD_MS);
      await walk.take();
      const since = performance.now();
      beside.push(await measured(half, seconds * 1000));
      walked.push(((await walk.take()).classified / (performance.now() - since)) * 1000);
    }
    using alone = await batch();
    await sleep(LEAD_MS);
    await alone.take();
    await sleep(seconds * 500);
    const { classified } = await alone.take();

    const [p99, p99Beside] = [without, beside].map((side) => median(side.map(p99Of))) as [
      number,
      number,
    ];
    const { decode = 0, infer = 0 } = easelSide(without).stages;
    return {
      measurements: [
        {
          what: {
            en: 'MobileNetV2, 640x480 JPEG, arrivals at half of the peak',
            zh: 'MobileNetV2,640x480 JPEG,请求按峰值的一半到达',
          },
          easel: easelSide(without),
        },
      ],
      figures: [
        ms({ en: 'p99 of callers without a batch', zh: '没有批量任务时调用方的 p99' }, p99),
        ms({ en: 'p99 of callers beside a batch', zh: '有批量任务时调用方的 p99' }, p99Beside),
        ms(
          { en: 'time that lane and model take over one picture', zh: '通道处理一张图片的时间' },
          decode + infer,
        ),
        {
          what: {
            en: 'p99 beside a batch less that time, of p99 without',
            zh: '有批量任务时的 p99 减去上述时间,与没有时的 p99 之比',
          },
          value: (p99Beside - decode - infer) / p99,
          reach: { most: MOST },
        },
        {
          what: {
            en: 'callers and batch together, of the peak',
            zh: '调用方与批量任务合计,与峰值之比',
          },
          value: (half.perSecond + median(walked)) / peak.perSecond,
        },
        {
          what: {
            en: 'a batch alone, asked of inference itself, of the peak',
            zh: '只有批量任务(直接请求 inference)时与峰值之比',
          },
          value: classified / (seconds / 2) / peak.perSecond,
        },
      ],
    };
  },
};

const p99Of = ({ latencies }: EaselRound) =>
  quantile(
    (latencies.ok ?? []).toSorted((a, b) => a - b),
    0.99,
  );

const ms = (what: Figure['what'], value: number): Figure => ({ what, value, unit: 'ms' });
