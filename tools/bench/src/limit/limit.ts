import { Child } from '../child.js';
import type { Job, Laps, Order, Report, Work } from './protocol.js';

/** What the machine can do: bare loops, one process for each of Easel's lanes. They rest unless they are told to run. */
export class Limit {
  readonly #loops: Child<Order, Report>[];
  #decoder = '';

  private constructor(loops: Child<Order, Report>[]) {
    this.#loops = loops;
  }

  static async start(job: Job, processes: number): Promise<Limit> {
    const loops = Array.from({ length: processes }, () => new Child<Order, Report>('limit/loop'));
    const limit = new Limit(loops);
    const ready = await limit.#tell({ job });
    const decoders = ready.map((report) => ('decoder' in report ? report.decoder : ''));
    limit.#decoder = [...new Set(decoders)].join('; ');
    return limit;
  }

  /** Lets all of them run at the same time. */
  async run(ms: number, work: Work): Promise<LimitRound> {
    const reports = await this.#tell({ work, ms });
    const laps = reports.flatMap((report) => ('laps' in report ? report.laps : []));
    return { ...together(laps), decoder: this.#decoder };
  }

  [Symbol.dispose](): void {
    for (const loop of this.#loops) loop.kill();
  }

  #tell(order: Order): Promise<Report[]> {
    return Promise.all(this.#loops.map((loop) => loop.ask(order)));
  }
}

/** Several loops that ran side by side, as one. */
export interface LimitRound {
  perSecond: number;
  /** CPU milliseconds for one picture. */
  cpuMs: number;
  /** Milliseconds that each picture took. */
  latencies: number[];
  /** The one that was fastest for this picture; several, where the loops found different ones. */
  decoder: string;
}

function together(loops: Laps[]): Omit<LimitRound, 'decoder'> {
  const sum = (of: (laps: Laps) => number) => loops.reduce((all, laps) => all + of(laps), 0);
  return {
    perSecond: sum(({ count, wallMs }) => (count / wallMs) * 1000),
    cpuMs: sum(({ cpuMs }) => cpuMs) / sum(({ count }) => count),
    latencies: loops.flatMap(({ latencies }) => latencies),
  };
}
