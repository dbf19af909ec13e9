import type { Code } from '@easel/errors';
import type { Admission } from './admission.js';
import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from 'prom-client';

interface Classified {
  deployment: string | undefined;
  /** 0 is a result; gone is a caller who did not wait for one. */
  outcome: Code | 0 | 'gone';
  /** Of the body. */
  bytes: number;
  seconds: number;
}

/** What a monitor reads of the gateway. */
export class GatewayMetrics {
  readonly #requests: Counter<'deployment' | 'code'>;
  readonly #seconds: Histogram<'deployment'>;
  readonly #bytes: Histogram;

  constructor(registry: Registry, admission: Admission) {
    collectDefaultMetrics({ register: registry });
    this.#requests = new Counter({
      name: 'easel_requests_total',
      help: 'Answers of the classify route by error code; 0 is a result, gone a caller who left.',
      labelNames: ['deployment', 'code'],
      registers: [registry],
    });
    this.#seconds = new Histogram({
      name: 'easel_request_seconds',
      help: 'From the first byte of a request to the last of its answer.',
      labelNames: ['deployment'],
      buckets: [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10],
      registers: [registry],
    });
    this.#bytes = new Histogram({
      name: 'easel_request_bytes',
      help: 'Bodies of the classify route, as they were sent.',
      buckets: [10_000, 50_000, 100_000, 500_000, 1_000_000, 4_000_000, 8_388_608],
      registers: [registry],
    });
    new Gauge({
      name: 'easel_requests_in_flight',
      help: 'Requests that hold a place now.',
      registers: [registry],
      collect() {
        this.set(admission.requests);
      },
    });
    new Gauge({
      name: 'easel_bytes_in_flight',
      help: 'Bytes of bodies, those that are still coming included.',
      registers: [registry],
      collect() {
        this.set(admission.bytes);
      },
    });
  }

  classified({ deployment = '', outcome, bytes, seconds }: Classified): void {
    this.#requests.inc({ deployment, code: outcome });
    this.#seconds.observe({ deployment }, seconds);
    this.#bytes.observe(bytes);
  }
}
