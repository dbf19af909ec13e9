import { readFileSync } from 'node:fs';

/** A process and all it started, by process id. */
export function family(pid: number): number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  return [pid, ...children.filter(Boolean).flatMap((child) => family(Number(child)))];
}

/** Memory of these processes together, pages they share counted once, in MiB. */
export function pssMib(pids: number[]): number {
  const kib = pids.map((pid) => {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1]);
  });
  return kib.reduce((sum, one) => sum + one, 0) / 1024;
}
