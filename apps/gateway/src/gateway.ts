import { setTimeout as passed } from 'node:timers/promises';
import type { InferenceClient } from '@easel/inference-client';
import { systemClock, type Clock, type LeaseHolder } from '@easel/lease';
import type { Edition } from '@easel/license';
import { type Logger, LogIds, type Tracing } from '@easel/platform';
import { Registry } from 'prom-client';
import { AdminLog } from './admin/admin-log.js';
import { Administrator } from './admin/administrator.js';
import { Admission } from './admission.js';
import { BatchDesk } from './batches/batch-desk.js';
import { Batches } from './batches/batches.js';
import { CallersModule } from './callers.module.js';
import { Answers } from './classify/answers.js';
import { Classification } from './classify/classification.js';
import { ClassifyDesk } from './classify/classify-desk.js';
import { meansClassify } from './classify/means-classify.js';
import { refuseCaller } from './classify/refuse-caller.js';
import type { Config } from './config.js';
import { Activations } from './deployments/activations.js';
import { showDocs } from './docs/swagger-ui.js';
import { Canary } from './health/canary.js';
import { ReadinessReport } from './health/readiness-report.js';
import { AccessLog } from './http/access-log.js';
import { openDoor, type Door } from './http/door.js';
import { Intake } from './http/intake.js';
import { refuseWithProblem } from './http/refuse.js';
import { InferenceMetrics } from './inference/inference-metrics.js';
import { LicenseChanges } from './license/license-changes.js';
import type { LicenseDesk } from './license/license-desk.js';
import { LicenseMetrics } from './license/license-metrics.js';
import { GatewayMetrics } from './metrics.js';
import { OperatorsModule } from './operators.module.js';

/** What the gateway stands on. Whoever opened them closes them, after the gateway. */
export interface Ground {
  config: Config;
  edition: Edition['kind'];
  lease: Pick<LeaseHolder, 'require' | 'status' | 'warning' | 'age' | 'secondsLeft'>;
  inference: InferenceClient;
  licenseDesk: LicenseDesk;
  /** Absent where requests are not traced. */
  tracing?: Tracing | undefined;
  log: Logger;
  /** Whose sessions and guesses are timed by; the machine's own unless a test has another. */
  clock?: Pick<Clock, 'monotonic' | 'wall'>;
}

/** REST for callers and operators, each with a door of their own. */
export class Gateway {
  readonly callers: string;
  readonly operators: string;
  readonly #doors: Door[];
  readonly #activations: Activations;
  readonly #batches: Batches | undefined;
  readonly #canary: Canary;
  readonly #readiness: ReadinessReport;
  readonly #lameDuckMs: number;

  private constructor(doors: [callers: Door, operators: Door], parts: Inside) {
    this.#doors = doors;
    this.callers = doors[0].url;
    this.operators = doors[1].url;
    this.#activations = parts.activations;
    this.#batches = parts.batches;
    this.#canary = parts.canary;
    this.#readiness = parts.readiness;
    this.#lameDuckMs = parts.lameDuckMs;
  }

  /** Resolves once both doors listen. */
  static async open(ground: Ground): Promise<Gateway> {
    const {
      config,
      edition,
      lease,
      inference,
      licenseDesk,
      log,
      tracing,
      clock = systemClock,
    } = ground;
    const { deployments } = inference;
    const { wire, closeMs, httpStatus, deadlineMs } = config;
    const admission = new Admission(config.admission);
    const registry = new Registry();
    const metrics = new GatewayMetrics(registry, admission);
    const licenseMetrics = new LicenseMetrics({ registry, lease });
    new InferenceMetrics(registry, inference);
    const accessLog = new AccessLog(log, metrics);
    const logIds = new LogIds(config.instance);
    const canary = new Canary(inference, logIds, config.canaryMs);
    const readiness = new ReadinessReport({ edition, lease, deployments, canary });
    const classification = new Classification({ inference, lease, admission, deadlineMs });
    const answers = new Answers(httpStatus, lease);
    const { stallMs } = wire;
    const desk = new ClassifyDesk({
      classification,
      answers,
      metrics,
      licenseMetrics,
      tracing,
      stallMs,
    });
    const adminLog = new AdminLog(log);
    const administrator = Administrator.open({ home: config.home, clock, log: adminLog });
    const licenseChanges = new LicenseChanges({ desk: licenseDesk, deployments, log: adminLog });
    const activations = new Activations({ inference, log: adminLog });
    const intake = new Intake(stallMs);
    const { home, redis, importRoots } = config;
    const batches =
      redis === undefined
        ? undefined
        : new Batches({ home, redis, importRoots, lease, deployments, log });
    const common = { wire, closeMs, logIds, accessLog, log, leaving: () => readiness.stopping };
    const callers = await openDoor({
      ...common,
      module: CallersModule.of({
        readiness,
        batches: batches && {
          batches,
          desk: new BatchDesk({ batches, lease, deployments, stallMs }),
        },
      }),
      busiest: (request, response) => desk.take(request, response),
      pages: showDocs,
      listen: config.callers,
      refuse: refuseCaller(answers),
      meansClassify,
    });
    const operators = await openDoor({
      ...common,
      module: OperatorsModule.of({
        ...{ registry, readiness, administrator, intake },
        ...{ licenseDesk, licenseChanges, deployments, activations },
      }),
      listen: config.operators,
      refuse: refuseWithProblem,
      meansClassify: () => false,
    });
    const { lameDuckMs } = config;
    const inside = { activations, batches, canary, readiness, lameDuckMs };
    return new Gateway([callers, operators], inside);
  }

  /** Says that it is leaving, and lets that be heard: from here on answers end their connections. */
  async announceEnd(): Promise<void> {
    this.#readiness.stop();
    await passed(this.#lameDuckMs);
  }

  /** Stops listening and answers what is in flight. */
  async close(): Promise<void> {
    this.#activations.stop(); // they may be waited for longer than the doors do
    await this.#batches?.close();
    await Promise.all(this.#doors.map((door) => door.close()));
    this.#canary.close();
  }
}

interface Inside {
  activations: Activations;
  batches: Batches | undefined;
  canary: Canary;
  readiness: ReadinessReport;
  lameDuckMs: number;
}
