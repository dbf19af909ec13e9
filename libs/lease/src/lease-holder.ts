import { EaselError } from '@easel/errors';
import type { Observation, Trust } from '@easel/license';
import type { Logger } from '@easel/platform';

export interface LeaseHolderOptions {
  /** Where licensing listens: `unix:/absolute/path` or `HOST:PORT`. */
  address: string;
  holder: 'gateway' | 'inference';
  trust: Trust;
  log: Logger;
  /** This machine as the holder sees it: with it, the holder refuses a token that could not be for this machine. */
  observe?: () => Observation;
}

/** The lease as operators see it. */
export interface LeaseStatus {
  inForce: boolean;
  /** Why there is none, in a few words. */
  reason?: string;
  /** The customer that the licence names. */
  licensee?: string;
  kind?: 'trial' | 'permanent';
  /** Seconds since 1970; null for a licence without end. */
  expires?: number | null;
}

/** Keeps a lease on this machine's licence, asking licensing again before it runs out. */
export class LeaseHolder {
  /** Begins to ask, and returns at once: until the first answer there is no lease. */
  static start(_options: LeaseHolderOptions): LeaseHolder {
    return new LeaseHolder();
  }

  /**
   * Refuses what the licence does not cover now. On the path of every request: a comparison of two numbers and a
   * look into a set.
   * @throws EaselError 337000 with the reason.
   */
  require(_deployment: string): void {
    throw new EaselError(337000, 'licensing out of reach');
  }

  status(): LeaseStatus {
    return { inForce: false, reason: 'licensing out of reach' };
  }

  /** Calls `listener` whenever `status()` may have changed. Returns how to stop that. */
  onChange(_listener: (status: LeaseStatus) => void): () => void {
    return () => undefined;
  }

  close(): void {
    // Nothing is open yet.
  }
}
