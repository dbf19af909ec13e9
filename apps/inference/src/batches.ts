import { setImmediate as turn } from 'node:timers/promises';

interface Waiting<Job, Done> {
  job: Job;
  resolve: (done: Done) => void;
  reject: (reason: unknown) => void;
}

/**
 * Work that is done one batch after the other. A batch is what has come while the one before was at work, at most so
 * much of it: nothing waits for others to come.
 */
export class Batches<Job, Done> {
  readonly most: number;
  readonly #work: (jobs: Job[]) => Promise<PromiseSettledResult<Done>[]>;
  readonly #waiting: Waiting<Job, Done>[] = [];
  /** Ends when nothing is left to do. */
  #busy: Promise<void> | undefined;

  /** @param work settles the jobs of one batch, in their order; what it throws befalls all of them */
  constructor(most: number, work: (jobs: Job[]) => Promise<PromiseSettledResult<Done>[]>) {
    this.most = most;
    this.#work = work;
  }

  add(job: Job): Promise<Done> {
    const { promise, resolve, reject } = Promise.withResolvers<Done>();
    this.#waiting.push({ job, resolve, reject });
    this.#busy ??= this.#run();
    return promise;
  }

  async whenIdle(): Promise<void> {
    await this.#busy;
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      // What comes in the same turn goes in the same batch; and what is done is answered before more is begun.
      await turn();
      const batch = this.#waiting.splice(0, this.most);
      try {
        const outcomes = await this.#work(batch.map(({ job }) => job));
        batch.forEach(({ resolve, reject }, place) => {
          const outcome = outcomes[place];
          if (outcome?.status === 'fulfilled') resolve(outcome.value);
          else reject(outcome?.reason ?? new Error('a job of a batch was left out'));
        });
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#busy = undefined;
  }
}
