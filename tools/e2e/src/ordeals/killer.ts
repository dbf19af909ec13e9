import { setTimeout as sleep } from 'node:timers/promises';
import type { Rng } from '@easel/demo-model';
import { wipeRedis } from '../made-batch.js';
import type { TestSite } from '../test-site.js';

type Victim = ReturnType<TestSite['processes']>[number];

export interface Manner {
  /** Between two deaths of the same process, in the mean: some come at once, some late. */
  everyMs: number;
  chance: Rng;
}

/** At most, before it is there again. */
const AWAY_MS = 1000;

/** Kills processes, each at times of its own, again and again, and starts each anew. */
export class Killer {
  /** How often, by what was killed. */
  readonly kills: Record<string, number> = {};
  readonly #site: TestSite;
  readonly #enough = new AbortController();
  readonly #work: Promise<void>[];

  constructor(site: TestSite, victims: Victim[], { everyMs, chance }: Manner) {
    this.#site = site;
    this.#work = victims.map((victim) =>
      this.#hunt(victim, { everyMs, chance: chance.on(victim) }),
    );
  }

  /** Kills no more. Resolves when all are there. @throws ServiceEnded when one did not come back */
  async rest(): Promise<void> {
    this.#enough.abort();
    await Promise.all(this.#work);
  }

  async #hunt(victim: Victim, { everyMs, chance }: Manner): Promise<void> {
    for (;;) {
      await this.#pause(-Math.log(1 - chance.between(0, 1)) * everyMs);
      if (this.#enough.signal.aborted) return;
      await this.#site.stop(victim, 'SIGKILL');
      const forgets = victim === 'redis' && chance.chance(0.5);
      if (forgets) await wipeRedis(this.#site);
      const what = forgets ? 'redis and its data' : victim;
      this.kills[what] = (this.kills[what] ?? 0) + 1;
      await this.#pause(chance.between(0, AWAY_MS));
      await this.#site.start(victim);
    }
  }

  #pause(ms: number): Promise<void> {
    return sleep(ms, undefined, { signal: this.#enough.signal }).catch(() => undefined);
  }
}
