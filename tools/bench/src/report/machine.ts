import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem } from 'node:os';

export interface Machine {
  cpu: string;
  cores: number;
  memoryGib: number;
  system: string;
  node: string;
  onnxruntime: string;
}

/** This machine, by everything that its figures depend on. */
export function thisMachine(): Machine {
  const { version } = createRequire(import.meta.url)('onnxruntime-node/package.json') as {
    version: string;
  };
  return {
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: availableParallelism(),
    memoryGib: Math.round(totalmem() / 2 ** 30),
    system: `Linux ${readFileSync('/proc/sys/kernel/osrelease', 'utf8').trim()} ${process.arch}`,
    node: process.version,
    onnxruntime: version,
  };
}

export const machineLine = (machine: Machine): string => {
  const { cpu, cores, memoryGib, system, node, onnxruntime } = machine;
  return `${cpu}, ${cores} cores, ${memoryGib} GiB, ${system}, Node ${node}, onnxruntime ${onnxruntime}`;
};
