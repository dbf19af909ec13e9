import type { Code, EaselError } from '@easel/errors';
import { Unavailable, unavailableReasons } from '@easel/inference-client';
import type { Admission } from './admission.js';
import { stages, type Timing } from './http/timing.js';
import { collectDefaultMetrics, Counter, Gauge, Histogram, type Registry } from 'prom-client';

interface Classified {
  deployment: string | undefined;
  /** 0 is a result; gone is a caller who did not wait for one. */
  outcome: Code | 0 | 'gone';
  /** Of the body. */
  bytes: number;
  timing: Timing;
  seconds: number;
}

/** Seconds: a header is read in a tenth of a millisecond, and a deadline is 10 s unless set otherwise. */
const STAGE_BUCKETS = [
  0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10,
];

/** What a monitor reads of the gateway. */
export class GatewayMetrics {
  readonly #requests: Counter<'deployment' | 'code'>;
  readonly #seconds: Histogram<'deployment'>;
  readonly #bytes: Histogram;
  readonly #stages: Histogram<'deployment' | 'stage'>;
  readonly #refusals: Counter<'reason'>;

  constructor(registry: Registry, admission: Admission) {
    collectNodeMetrics(registry);
    this.#requests = new Counter({
      name: 'easel_requests_total',
      help: 'Answers of the classify route by error code; 0 is a result, gone a caller who left.',
      labelNames: ['deployment', 'code'],
      registers: [registry],
    });
    this.#seconds = new Histogram({
      name: 'easel_request_seconds',
      help: 'From when the headers of a request are read to the last byte of its answer.',
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
    this.#stages = new Histogram({
      name: 'easel_stage_seconds',
      help: 'Of the classify route: parse in the gateway, queue in inference, decode and infer in a lane.',
      labelNames: ['deployment', 'stage'],
      buckets: STAGE_BUCKETS,
      registers: [registry],
    });
    this.#refusals = new Counter({
      name: 'easel_refusals_total',
      help: 'Requests to classify that the gateway itself answered 336100, by why.',
      labelNames: ['reason'],
      registers: [registry],
    });
    for (const reason of unavailableReasons) this.#refusals.inc({ reason }, 0);
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

  classified({ deployment = '', outcome, bytes, timing, seconds }: Classified): void {
    this.#requests.inc({ deployment, code: outcome });
    this.#seconds.observe({ deployment }, seconds);
    this.#bytes.observe(bytes);
    for (const stage of stages) {
      const ms = timing[stage];
      if (ms !== undefined) this.#stages.observe({ deployment, stage }, ms / 1000);
    }
  }

  /** Counts what the classify route refused, if it was the gateway that had no room or nobody to ask. */
  refused(error: EaselError): void {
    if (error instanceof Unavailable) this.#refusals.inc({ reason: error.reason });
  }
}

/** Longer than a gateway lives. */
const NEVER_MS = 2 ** 31 - 1;

/**
 * What prom-client knows of a Node process, but for how late its event loop was over time: that is measured by waking it
 * a hundred times a second. `nodejs_eventloop_lag_seconds` tells how late it is now.
 */
function collectNodeMetrics(registry: Registry): void {
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: NEVER_MS });
  for (const figure of ['min', 'max', 'mean', 'stddev', 'p50', 'p90', 'p99'])
    registry.removeSingleMetric(`nodejs_eventloop_lag_${figure}_seconds`);
}
