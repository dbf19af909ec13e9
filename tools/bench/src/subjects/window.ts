import { setTimeout as sleep } from 'node:timers/promises';
import { parts, type Easel, type Part } from '../easel/easel.js';
import type { LoadGenerator } from '../load/load-generator.js';
import type { EaselRound } from './side.js';

/** What Easel does with a load in `ms` from now on, the load going on before and after. */
export async function window(easel: Easel, load: LoadGenerator, ms: number): Promise<EaselRound> {
  await load.take();
  const before = easel.spent();
  await sleep(ms);
  const after = easel.spent();
  const pssMib = easel.pssMib();
  const { latencies, stages, wallMs, cpuMs: generatorMs } = await load.take();
  const results = latencies.ok ?? [];
  const spent = (part: Part) => (after[part] - before[part]) / results.length;
  const cpuByPart = Object.fromEntries(parts.map((part) => [part, spent(part)])) as Record<
    Part,
    number
  >;
  return {
    perSecond: (results.length / wallMs) * 1000,
    cpuMs: Object.values(cpuByPart).reduce((sum, one) => sum + one, 0),
    cpuByPart,
    generatorCpuMs: generatorMs / results.length,
    generatorCores: generatorMs / wallMs,
    stages,
    pssMib,
    outcomes: Object.fromEntries(
      Object.entries(latencies).map(([outcome, all]) => [outcome, all.length]),
    ),
    latencies: results.sort((a, b) => a - b),
  };
}
