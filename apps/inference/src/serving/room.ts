import { readFileSync } from 'node:fs';
import { ModelError } from '@easel/models';
import { readMachineShare, type MachineShare } from '@easel/platform';
import type { LanePool } from '../lanes/lane-pool.js';

const MIB = 2 ** 20;

/** What a lane allocates before it has a model; measured: 30 MiB. */
const EMPTY_LANE = 30 * MIB;

/** Bytes that a version takes of a lane: once it is loaded, and at most while it is. */
export interface Appetite {
  holds: number;
  most: number;
}

/** What the one release in a pool of one lane takes there; undefined where the kernel does not tell. */
export function appetiteIn(aside: LanePool): Appetite | undefined {
  const memory = memoryOf(aside.pids[0] ?? 0);
  if (!memory) return undefined;
  const holds = Math.max(memory.now - EMPTY_LANE, 0);
  return { holds, most: Math.max(memory.most - EMPTY_LANE, holds) };
}

/** @throws ModelError where the lanes of a pool have no memory for it beside what they hold. */
export function requireRoom(appetite: Appetite, pool: LanePool, lanes: number): void {
  const ours = [process.pid, ...pool.pids].map((pid) => memoryOf(pid)?.now ?? 0);
  const used = ours.reduce((sum, bytes) => sum + bytes, 0);
  const problem = shortage(appetite, { lanes, used, share: readMachineShare() });
  if (problem !== undefined) throw new ModelError(problem);
}

/** What lacks, in words, or undefined. The lanes load one after the other: only one takes its most at a time. */
export function shortage(
  { holds, most }: Appetite,
  room: { lanes: number; used: number; share: Pick<MachineShare, 'memoryBytes'> },
): string | undefined {
  const needs = holds * (room.lanes - 1) + most;
  const free = room.share.memoryBytes - room.used;
  if (needs <= free) return undefined;
  return `it needs ${gib(needs)} GiB in ${room.lanes} lane${room.lanes > 1 ? 's' : ''} beside what answers now, and ${gib(Math.max(free, 0))} of ${gib(room.share.memoryBytes)} GiB are left. Give inference more memory or fewer lanes (EASEL_LANES), or take a smaller model`;
}

const gib = (bytes: number) => (bytes / 2 ** 30).toFixed(1);

/** Bytes that a process has allocated, files not counted: now, and at most so far. */
function memoryOf(pid: number): { now: number; most: number } | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const field = (name: string) =>
      1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]);
    const now = field('RssAnon');
    const most = field('VmHWM') - field('RssFile') - field('RssShmem');
    return Number.isNaN(now + most) ? undefined : { now, most };
  } catch {
    return undefined;
  }
}
