import type { EaselError } from '@easel/errors';
import { AuthFailed, type LeaseHolder, type LeaseStatus } from '@easel/lease';
import { Counter, Gauge, type Registry } from 'prom-client';

export interface LicenseMetricsParts {
  registry: Registry;
  lease: Pick<LeaseHolder, 'age' | 'secondsLeft' | 'status'>;
}

const states: Record<string, (status: LeaseStatus) => boolean> = {
  in_force: ({ inForce, grace = false }) => inForce && !grace,
  grace: ({ inForce, grace = false }) => inForce && grace,
  refused: ({ inForce }) => !inForce,
};

/** What a monitor reads of the licence: read off the lease each time, so that it is never older than that. */
export class LicenseMetrics {
  readonly #refusals: Counter<'reason'>;

  constructor({ registry, lease }: LicenseMetricsParts) {
    new Gauge({
      name: 'easel_license_seconds_until_expiry',
      help: 'Below 0 in grace and after it; +Inf for a licence without end, NaN while none is known.',
      registers: [registry],
      collect() {
        this.set(lease.secondsLeft() ?? NaN);
      },
    });
    new Gauge({
      name: 'easel_license_state',
      help: '1 for the state that the licence is in, 0 for the others.',
      labelNames: ['state'],
      registers: [registry],
      collect() {
        const status = lease.status();
        for (const [state, holds] of Object.entries(states)) this.set({ state }, +holds(status));
      },
    });
    new Gauge({
      name: 'easel_lease_age_seconds',
      help: 'Since the lease that is held was asked for, of 600 at most; NaN while there is none.',
      registers: [registry],
      collect() {
        this.set((lease.age() ?? NaN) / 1000);
      },
    });
    this.#refusals = new Counter({
      name: 'easel_license_refusals_total',
      help: 'Requests to classify that were answered 337000, by why; inference where it was the one to refuse.',
      labelNames: ['reason'],
      registers: [registry],
    });
  }

  /** Counts what the classify route refused, if it was for want of a licence. */
  refused(error: EaselError): void {
    if (error instanceof AuthFailed) this.#refusals.inc({ reason: error.why });
    else if (error.code === 337000) this.#refusals.inc({ reason: 'inference' });
  }
}
