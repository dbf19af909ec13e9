import { quantile } from '../accounting/quantile.js';
import { countsOf, easelSide, type EaselRound } from '../subjects/side.js';
import type { Case } from './case.js';
import { flood } from './flood.js';
import { scaled } from './scaled.js';

const TIMES = 10;
/** EASEL_DEADLINE_MS as it is by default. */
const DEADLINE_MS = 10_000;

export const overload: Case = {
  about: `open-loop arrivals at ${TIMES} times what it can do: goodput, refusals, health (60 s)`,
  seconds: 60,
  async run({ seconds, cores }) {
    const { before, during, after, unanswered, health } = await flood(TIMES, seconds);
    const peak = Math.max(before.perSecond, after.perSecond);
    // The peak was measured beside a generator, too.
    const share = (round: EaselRound) => scaled(1, round.generatorCores, cores);
    const left = (peak * share(during)) / share(before);
    const { ok = [], 336100: refused = [], ...strange } = during.latencies;
    return {
      measurements: [
        { what: 'MobileNetV2, 640x480 JPEG, 16 callers: the peak', easel: easelSide([before]) },
        { what: `the same, open loop at ${TIMES} times the peak`, easel: easelSide([during]) },
      ],
      figures: [
        {
          what: "goodput, of the peak less the load generator's share",
          value: during.perSecond / left,
          unit: '',
          reach: { least: 0.95 },
        },
        { what: 'goodput, of the peak as it is', value: during.perSecond / peak, unit: '' },
        { what: 'p99 of those accepted', value: p99(ok), unit: 'ms', reach: { most: DEADLINE_MS } },
        { what: 'p99 of refusals', value: p99(refused), unit: 'ms', reach: { most: 50 } },
        { what: 'p99 of health', value: p99(health), unit: 'ms', reach: { most: 50 } },
        {
          what: `answers that were no result and no 336100 ${JSON.stringify(countsOf(strange))}`,
          value: Object.values(strange).reduce((sum, all) => sum + all.length, 0),
          unit: '',
          reach: { most: 0 },
        },
        { what: 'requests without an answer', value: unanswered, unit: '', reach: { most: 0 } },
      ],
    };
  },
};

const p99 = (milliseconds: number[]) =>
  quantile(
    milliseconds.toSorted((a, b) => a - b),
    0.99,
  );
