import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Repository } from '@easel/models';
import { readMachineShare, type MachineShare } from '@easel/platform';

const MIB = 2 ** 20;

/**
 * What processes hold, roughly. Measured: a lane 55 MiB with no model and 100 with a decoded picture of 4096x4096 on top;
 * with a ResNet-50 of 97 MiB another 140, with a MobileNetV2 of 13 MiB 55.
 */
const HOLDS = { service: 160 * MIB, lane: 160 * MIB, ofModel: 1.5 };

/** How many lanes there are, and what decided it. */
export interface LaneCount {
  lanes: number;
  /** Processors that they share; at least 1. */
  cores: number;
  by: 'EASEL_LANES' | 'processors' | 'CPU limit' | 'memory' | 'memory limit';
}

/**
 * One lane a core. Under a quota with a fraction, half a core and more is worth a lane, though all are held up for a
 * moment when the quota is used up; what is left below serves the process that speaks gRPC.
 * @param asked what EASEL_LANES says, which is obeyed
 * @param modelBytes the size of each model's file; the largest may be there twice while its next version is put into service
 */
export function laneCount(
  asked: number | undefined,
  share: MachineShare,
  modelBytes: readonly number[],
): LaneCount {
  const cores = Math.max(Math.round(share.cpus), 1);
  if (asked !== undefined) return { lanes: asked, cores, by: 'EASEL_LANES' };
  const models = modelBytes.reduce((sum, bytes) => sum + bytes, Math.max(...modelBytes, 0));
  const lane = HOLDS.lane + HOLDS.ofModel * models;
  const fit = Math.max(Math.floor((share.memoryBytes - HOLDS.service) / lane), 1);
  if (fit < cores)
    return { lanes: fit, cores, by: share.memoryLimited ? 'memory limit' : 'memory' };
  return { lanes: cores, cores, by: share.cpusLimited ? 'CPU limit' : 'processors' };
}

/** As `laneCount`, for this process and the models in service when it starts. */
export const laneCountHere = async (asked: number | undefined, repository: Repository) =>
  laneCount(asked, readMachineShare(), await modelSizes(repository));

/** The sizes of the files of the models in service; none for one that cannot be read. */
export async function modelSizes(repository: Repository): Promise<number[]> {
  const entries = await repository.list().catch(() => []);
  const sizes = entries.map(async ({ deployment, current }) => {
    if (current === undefined) return 0;
    const { folder, manifest } = await repository.release(deployment, current);
    return (await stat(join(folder, manifest.model))).size;
  });
  return Promise.all(sizes.map((size) => size.catch(() => 0)));
}
