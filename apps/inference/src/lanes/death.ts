import { readFileSync } from 'node:fs';
import { readMachineShare } from '@easel/platform';

/** How a process ended, as `close` tells it. */
interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** Signals that people and programs send, and that no crash is. */
const sent = new Set<NodeJS.Signals>(['SIGKILL', 'SIGTERM', 'SIGINT', 'SIGHUP', 'SIGQUIT']);

/** How often the kernel has killed for want of memory on this host; undefined where it does not tell. */
export function outOfMemoryKills(): number | undefined {
  try {
    const told = /^oom_kill (\d+)$/m.exec(readFileSync('/proc/vmstat', 'utf8'))?.[1];
    return told === undefined ? undefined : Number(told);
  } catch {
    return undefined;
  }
}

/**
 * Whether a lane was killed by somebody, so that what it was doing is not to blame. The kernel uses the same signal when
 * memory runs out; where it does not say whether it did, nobody is held to have killed.
 * @param killsAtBirth what `outOfMemoryKills` said when the lane was started.
 */
export function wasKilled({ signal }: End, killsAtBirth: number | undefined): boolean {
  if (signal === null || !sent.has(signal)) return false;
  return killsAtBirth !== undefined && outOfMemoryKills() === killsAtBirth;
}

/** Whether it was the kernel, for want of memory; what it did to others meanwhile is taken for that too. */
export const wasStarved = ({ signal }: End, killsAtBirth: number | undefined): boolean =>
  signal === 'SIGKILL' && killsAtBirth !== undefined && outOfMemoryKills() !== killsAtBirth;

/** What an operator is told of a version over which that happened. */
export function noMemory(): string {
  const { memoryBytes, memoryLimited } = readMachineShare();
  const gib = (memoryBytes / 2 ** 30).toFixed(1);
  return `memory ran out while it was loaded: ${memoryLimited ? `inference may use ${gib} GiB` : `this machine has ${gib} GiB`}. Give inference more, or take a smaller model`;
}

export const wordsOf = ({ code, signal }: End): string => signal ?? `exit status ${code ?? '?'}`;

/** A lane ended while it held a question: killed, crashed, or out of memory. */
export class LaneDied extends Error {
  override name = 'LaneDied';
  /** When the lane was started, on `monotonicMs`. */
  readonly born: number;
  /** Whether this question may be why: the lane was not killed by somebody, and had begun it if it was watched. */
  readonly blames: boolean;
  /** Whether the kernel killed it for want of memory. */
  readonly starved: boolean;

  constructor(how: string, { born, blames, starved }: Omit<LaneDied, keyof Error>) {
    super(how);
    this.born = born;
    this.blames = blames;
    this.starved = starved;
  }
}
