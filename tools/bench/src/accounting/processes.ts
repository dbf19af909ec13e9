import { readdirSync, readFileSync } from 'node:fs';

/** Linux counts CPU time for user space in hundredths of a second, whatever the kernel's own tick. */
const MS_A_TICK = 10;

/** A process and all it started, by process id; those that end meanwhile are left out. */
export function family(pid: number): number[] {
  const children = tasks(pid).flatMap((task) =>
    read(`/proc/${pid}/task/${task}/children`).split(' ').filter(Boolean).map(Number),
  );
  return [pid, ...children.flatMap(family)];
}

/**
 * CPU milliseconds, user's and kernel's, of all of a process's threads since it began, from its `/proc/PID/stat`. Those of
 * children that have ended are its own from then on, so that a family's sum never falls.
 */
export function cpuMsOf(stat: string): number {
  // The name, in brackets, may hold anything. After it come fields 3 and on; 14 to 17 are the times.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return MS_A_TICK * fields.slice(11, 15).reduce((sum, ticks) => sum + Number(ticks), 0);
}

/** CPU milliseconds of a process alone. 0 for one that is gone: its time is then its parent's. */
export function cpuMs(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  return stat === '' ? 0 : cpuMsOf(stat);
}

/** Memory of these processes together, pages they share counted once, in MiB. */
export function pssMib(pids: number[]): number {
  const kib = pids.map((pid) =>
    Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0),
  );
  return kib.reduce((sum, one) => sum + one, 0) / 1024;
}

/** Files, sockets and pipes that these processes hold open. */
export function descriptors(pids: number[]): number {
  return pids.reduce((sum, pid) => sum + list(`/proc/${pid}/fd`).length, 0);
}

const tasks = (pid: number) => list(`/proc/${pid}/task`);

function read(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return ''; // it has ended
  }
}

function list(path: string): string[] {
  try {
    return readdirSync(path);
  } catch {
    return [];
  }
}
