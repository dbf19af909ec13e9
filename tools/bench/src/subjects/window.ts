import { setTimeout as sleep } from 'node:timers/promises';
import { parts, type Easel, type Part, type Spent } from '../easel/easel.js';
import type { LoadGenerator } from '../load/load-generator.js';
import type { Window } from '../load/protocol.js';
import type { EaselRound } from './side.js';

/** What Easel does with a load in `ms` from now on, the load going on before and after. */
export async function window(
  easel: Pick<Easel, 'spent' | 'pssMib'>,
  load: Pick<LoadGenerator, 'take'>,
  ms: number,
): Promise<EaselRound> {
  const edge = async () => ({ taken: await load.take(), spent: easel.spent() });
  const { spent: before } = await edge();
  await sleep(ms);
  // Answers and CPU as at the first edge, one right after the other: looking at memory takes long.
  const { taken, spent: after } = await edge();
  return roundOf(taken, { before, after, pssMib: easel.pssMib() });
}

interface Cost {
  before: Spent;
  after: Spent;
  pssMib: number;
}

function roundOf(window: Window, { before, after, pssMib }: Cost): EaselRound {
  const { latencies, lateness, stages, wallMs, cpuMs } = window;
  const results = latencies.ok?.length ?? 0;
  const cpuByPart = Object.fromEntries(
    parts.map((part) => [part, (after[part] - before[part]) / results]),
  ) as Record<Part, number>;
  return {
    perSecond: (results / wallMs) * 1000,
    cpuMs: Object.values(cpuByPart).reduce((sum, one) => sum + one, 0),
    cpuByPart,
    generatorCpuMs: cpuMs / results,
    generatorCores: cpuMs / wallMs,
    stages,
    pssMib,
    latencies,
    lateness,
  };
}
