import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { dirname, join, relative } from 'node:path';

/** What this process may use of the machine. */
export interface MachineShare {
  /** Processors, as many as may run it at once; with a fraction under a quota of time. */
  cpus: number;
  /** Whether a quota of its container or service makes them fewer than the machine would give. */
  cpusLimited: boolean;
  memoryBytes: number;
  memoryLimited: boolean;
}

/**
 * Reads cgroups of version 1, 2 and both at once, up to the root, since the tightest limit on the way holds. Node's own
 * `availableParallelism()` does not do: libuv 1.52 takes a quota below one processor for none, cuts 1.9 down to 1, and
 * under version 1 saw none at all of 0.5, 1 and 1.5.
 * @param root tests have a folder with `proc` and `sys` of their own
 */
export function readMachineShare(root = '/'): MachineShare {
  const text = (path: string) => readOrNothing(join(root, path));
  const limits = (controller: 'cpu' | 'memory', read: (file: (name: string) => string) => number) =>
    foldersOf(controller, text('proc/self/cgroup'), text('proc/self/mountinfo'))
      .map((folder) => read((name) => text(join(folder, name)).trim()))
      .filter((limit) => limit > 0); // one that cannot be read is NaN

  const all = allowedCpus(text('proc/self/status')) ?? availableParallelism();
  const cpus = Math.min(all, ...limits('cpu', cpuLimit));
  const memory = totalmem();
  const memoryBytes = Math.min(memory, ...limits('memory', memoryLimit));
  return { cpus, cpusLimited: cpus < all, memoryBytes, memoryLimited: memoryBytes < memory };
}

/** Processors, or Infinity. */
function cpuLimit(file: (name: string) => string): number {
  const [quota = '', period = ''] = file('cpu.max').split(' ');
  if (quota !== '') return quota === 'max' ? Infinity : Number(quota) / Number(period);
  const old = Number(file('cpu.cfs_quota_us') || NaN); // -1 is none
  return old < 0 ? Infinity : old / Number(file('cpu.cfs_period_us'));
}

/** Bytes, or Infinity. Version 1 says "none" by a number beyond any memory. */
function memoryLimit(file: (name: string) => string): number {
  const limit = file('memory.max') || file('memory.limit_in_bytes');
  return limit === 'max' ? Infinity : Number(limit || NaN);
}

/** The folders of this process's group and of those above it, as far as they are mounted here. */
function foldersOf(controller: string, cgroup: string, mountinfo: string): string[] {
  const groups = cgroup.split('\n').map((line) => /^\d+:([^:]*):(.*)$/.exec(line) ?? []);
  const old = groups.find(([, controllers]) => controllers?.split(',').includes(controller));
  const [, , path] = old ?? groups.find(([, controllers]) => controllers === '') ?? [];
  if (path === undefined) return [];
  for (const line of mountinfo.split('\n')) {
    const [mount = '', kind = ''] = line.split(' - ');
    const [, , , root = '', point = ''] = mount.split(' ');
    const [type, , options = ''] = kind.split(' ');
    if (old ? type !== 'cgroup' || !options.split(',').includes(controller) : type !== 'cgroup2')
      continue;
    const below = relative(root, path);
    // A container may see its own group as the root, under a name that means nothing inside it.
    const inside = below === '..' || below.startsWith('../') ? '' : below;
    return upTo(point, join(point, inside));
  }
  return [];
}

function upTo(top: string, folder: string): string[] {
  return folder === top || folder === '/' ? [top] : [folder, ...upTo(top, dirname(folder))];
}

/** Processors that the scheduler, `taskset` or a cpuset leaves to this process. */
function allowedCpus(status: string): number | undefined {
  const list = /^Cpus_allowed_list:\s*([\d,-]+)$/m.exec(status)?.[1];
  return list?.split(',').reduce((sum, range) => {
    const [from, to = from] = range.split('-').map(Number);
    return sum + (to ?? 0) - (from ?? 0) + 1;
  }, 0);
}

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return ''; // not Linux, or no such controller
  }
}
