import { quantile } from '../accounting/quantile.js';
import { easelSide, sum, type EaselRound } from '../subjects/side.js';
import type { Case } from './case.js';
import type { Figure } from './figure.js';
import { unansweredFigure } from './figures.js';
import { flood } from './flood.js';
import { scaled } from './scaled.js';

const TIMES = 10;
/** EASEL_DEADLINE_MS as it is by default. */
const DEADLINE_MS = 10_000;

export const overload: Case = {
  title: { en: 'Overload', zh: '过载' },
  about: `open-loop arrivals at ${TIMES} times what it can do: goodput, refusals, health (60 s)`,
  seconds: 60,
  async run({ seconds, cores }) {
    const { before, during, after, undeserved, unanswered, health } = await flood(TIMES, seconds);
    const peak = Math.max(before.perSecond, after.perSecond);
    // The peak was measured beside a generator, too.
    const share = (round: EaselRound) => scaled(1, round.generatorCores, cores);
    const left = (peak * share(during)) / share(before);
    const { ok = [], 336100: refused = [] } = during.latencies;
    return {
      measurements: [
        {
          what: {
            en: 'MobileNetV2, 640x480 JPEG, 16 callers: the peak',
            zh: 'MobileNetV2,640x480 JPEG,16 个调用方:峰值',
          },
          easel: easelSide([before]),
        },
        {
          what: {
            en: `the same, arrivals at ${TIMES} times the peak`,
            zh: `同上,请求按峰值的 ${TIMES} 倍到达`,
          },
          easel: easelSide([during]),
        },
      ],
      figures: [
        {
          what: {
            en: "goodput, of the peak less the load generator's share",
            zh: '有效吞吐量与峰值之比(峰值已扣除负载发生器所占的处理器)',
          },
          value: during.perSecond / left,
          reach: { least: 0.95 },
        },
        {
          what: { en: 'goodput, of the peak as it is', zh: '有效吞吐量与峰值之比(未扣除)' },
          value: during.perSecond / peak,
        },
        p99({ en: 'p99 of those accepted', zh: '被接受的请求的 p99' }, ok, DEADLINE_MS),
        p99({ en: 'p99 of refusals', zh: '被拒绝的请求的 p99' }, refused, 50),
        p99({ en: 'p99 of health', zh: '健康检查的 p99' }, health, 50),
        p99(
          {
            en: 'p99 of how late the load generator itself was, in those times',
            zh: '负载发生器自身延迟的 p99(包含在上述时间内)',
          },
          during.lateness,
        ),
        {
          what: {
            en: 'CPU of all services for a refusal, what results cost set aside',
            zh: '所有服务每次拒绝的 CPU 时间(不含返回结果的开销)',
          },
          value: ((during.cpuMs - before.cpuMs) * ok.length) / refused.length,
          unit: 'ms',
        },
        {
          what: {
            en: 'answers that were no result and no 336100',
            zh: '既非结果、也非 336100 的回答',
          },
          value: sum(undeserved),
          reach: { most: 0 },
          of: undeserved,
        },
        unansweredFigure(unanswered),
      ],
    };
  },
};

const p99 = (what: Figure['what'], milliseconds: number[], most?: number): Figure => ({
  what,
  value: quantile(
    milliseconds.toSorted((a, b) => a - b),
    0.99,
  ),
  unit: 'ms',
  ...(most !== undefined && { reach: { most } }),
});
