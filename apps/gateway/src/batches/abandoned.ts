import { utimes } from 'node:fs/promises';
import type { BatchStore } from '@easel/jobs';
import type { Logger } from '@easel/platform';

const TOUCH_MS = 10_000;
/** Longer than NFS takes to show what another machine has touched. */
const GRACE_MS = 120_000;

/**
 * What gateways were killed over: up to 64 GiB that nobody will go on with, since its sender begins again. Several
 * gateways share the disk, so what is there at the start may be another's work: gone is what nobody has touched by
 * the time of a second look. No clock of another machine is asked.
 */
export class Abandoned {
  readonly #store: BatchStore;
  readonly #log: Logger;
  readonly #graceMs: number;
  #timer: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(store: BatchStore, log: Logger, graceMs = GRACE_MS) {
    this.#store = store;
    this.#log = log;
    this.#graceMs = graceMs;
    void this.#look();
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const before = await this.#unmade();
    if (this.#closed || before.size === 0) return;
    this.#timer = setTimeout(() => void this.#sweep(before), this.#graceMs).unref();
  }

  async #sweep(before: Map<string, number>): Promise<void> {
    for (const [id, touchedMs] of await this.#unmade()) {
      if (before.get(id) !== touchedMs) continue;
      try {
        await this.#store.remove(id);
        this.#log.info({ batch: id }, 'what a gateway was killed over was taken away');
      } catch (err) {
        this.#log.warn(
          { err, batch: id },
          'what a gateway was killed over could not be taken away',
        );
      }
    }
  }

  async #unmade(): Promise<Map<string, number>> {
    try {
      return await this.#store.unmade();
    } catch (err) {
      this.#log.warn({ err }, 'the batches could not be looked through');
      return new Map();
    }
  }
}

/** Says that a batch is being made in `folder`, until it is disposed of. */
export function touching(folder: string, everyMs = TOUCH_MS): Disposable {
  const timer = setInterval(() => {
    const now = new Date();
    utimes(folder, now, now).catch(() => undefined);
  }, everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
