import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Job, Laps, Order, Report, Work } from './protocol.js';

const program = fileURLToPath(new URL('loop.js', import.meta.url));

/** What the machine can do: bare loops, one process for each of Easel's lanes. They rest unless they are told to run. */
export class Limit {
  readonly #loops: ChildProcess[];

  private constructor(loops: ChildProcess[]) {
    this.#loops = loops;
  }

  static async start(job: Job, processes: number): Promise<Limit> {
    const loops = Array.from({ length: processes }, () =>
      fork(program, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] }),
    );
    const limit = new Limit(loops);
    await limit.#tell({ job });
    return limit;
  }

  /** Lets all of them run at the same time. */
  async run(ms: number, work: Work): Promise<LimitRound> {
    const reports = await this.#tell({ work, ms });
    return together(reports.flatMap((report) => ('laps' in report ? report.laps : [])));
  }

  /** @throws Error when one of them ends in place of an answer. */
  #tell(order: Order): Promise<Report[]> {
    return Promise.all(
      this.#loops.map(async (loop) => {
        const ended = new AbortController();
        const answered = once(loop, 'message', { signal: ended.signal });
        const end = () => ended.abort(new Error('a loop of the limit ended; see above'));
        loop.once('exit', end);
        loop.send(order);
        const [report] = (await answered) as [Report];
        loop.off('exit', end);
        return report;
      }),
    );
  }

  [Symbol.dispose](): void {
    for (const loop of this.#loops) loop.kill();
  }
}

/** Several loops that ran side by side, as one. */
export interface LimitRound {
  perSecond: number;
  /** CPU milliseconds for one picture. */
  cpuMs: number;
  /** Milliseconds that each picture took. */
  latencies: number[];
}

function together(loops: Laps[]): LimitRound {
  const sum = (of: (laps: Laps) => number) => loops.reduce((all, laps) => all + of(laps), 0);
  return {
    perSecond: sum(({ count, wallMs }) => (count / wallMs) * 1000),
    cpuMs: sum(({ cpuMs }) => cpuMs) / sum(({ count }) => count),
    latencies: loops.flatMap(({ latencies }) => latencies),
  };
}
