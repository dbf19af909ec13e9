import type { BatchClient, BatchStatus } from '@easel/contract';
import { passing, Patience } from './passing.js';

const ended = ({ state }: BatchStatus): boolean => state === 'finished' || state === 'cancelled';

/**
 * How a batch is, until its end. Where events do not come through it is asked for from time to time, and what is lost
 * on the way comes back when it comes back.
 * @param lost is told once, until it is back.
 */
export async function* follow(
  api: BatchClient,
  id: string,
  lost: (error: unknown) => void,
): AsyncGenerator<BatchStatus, void, void> {
  const patience = new Patience();
  let away = false;
  const endure = (error: unknown) => {
    if (!passing(error)) throw error;
    if (!away) lost(error);
    away = true;
  };
  for (;;) {
    try {
      for await (const batch of api.events(id)) {
        yield batch;
        if (ended(batch)) return;
        away = false;
        patience.reset();
      }
    } catch (error) {
      endure(error);
    }
    await patience.wait();
    try {
      const batch = await api.get(id);
      yield batch;
      if (ended(batch)) return;
    } catch (error) {
      endure(error);
    }
  }
}
