import { setTimeout as passed } from 'node:timers/promises';
import type { LeaseHolder } from '@easel/lease';
import type { Edition } from '@easel/license';
import type { Logger } from '@easel/platform';
import { Admission } from './admission.js';
import { CallersModule } from './callers.module.js';
import { Classification } from './classify/classification.js';
import { ClassifyDesk } from './classify/classify-desk.js';
import { meansClassify } from './classify/means-classify.js';
import { refuseCaller } from './classify/refuse-caller.js';
import type { Config } from './config.js';
import { showDocs } from './docs/swagger-ui.js';
import { Canary } from './health/canary.js';
import { ReadinessReport } from './health/readiness-report.js';
import { AccessLog } from './http/access-log.js';
import { openDoor, type Door } from './http/door.js';
import { refuseWithProblem } from './http/refuse.js';
import type { InferenceClient } from './inference/inference-client.js';
import { LogIds } from './log-id.js';
import { GatewayMetrics } from './metrics.js';
import { OperatorsModule } from './operators.module.js';

/** What the gateway stands on. Whoever opened them closes them, after the gateway. */
export interface Ground {
  config: Config;
  edition: Edition['kind'];
  lease: Pick<LeaseHolder, 'require' | 'status'>;
  inference: InferenceClient;
  log: Logger;
}

/** REST for callers and operators, each with a door of their own. */
export class Gateway {
  readonly callers: string;
  readonly operators: string;
  readonly #doors: Door[];
  readonly #canary: Canary;
  readonly #readiness: ReadinessReport;
  readonly #lameDuckMs: number;

  private constructor(doors: [callers: Door, operators: Door], parts: Inside) {
    this.#doors = doors;
    this.callers = doors[0].url;
    this.operators = doors[1].url;
    this.#canary = parts.canary;
    this.#readiness = parts.readiness;
    this.#lameDuckMs = parts.lameDuckMs;
  }

  /** Resolves once both doors listen. */
  static async open({ config, edition, lease, inference, log }: Ground): Promise<Gateway> {
    const { deployments } = inference;
    const { wire, closeMs, httpStatus, deadlineMs } = config;
    const admission = new Admission(config.admission);
    const metrics = new GatewayMetrics(admission);
    const accessLog = new AccessLog(log, metrics);
    const logIds = new LogIds(config.instance);
    const canary = new Canary(inference, logIds, config.canaryMs);
    const readiness = new ReadinessReport({ edition, lease, deployments, canary });
    const classification = new Classification({ inference, lease, admission, deadlineMs });
    const desk = new ClassifyDesk({ classification, httpStatus, stallMs: wire.stallMs });
    const common = { wire, closeMs, logIds, accessLog, log, leaving: () => readiness.stopping };
    const callers = await openDoor({
      ...common,
      module: CallersModule.of({ desk, readiness }),
      pages: showDocs,
      listen: config.callers,
      refuse: refuseCaller(httpStatus),
      meansClassify,
    });
    const operators = await openDoor({
      ...common,
      module: OperatorsModule.of({ metrics, readiness }),
      listen: config.operators,
      refuse: refuseWithProblem,
      meansClassify: () => false,
    });
    const { lameDuckMs } = config;
    return new Gateway([callers, operators], { canary, readiness, lameDuckMs });
  }

  /** Says that it is leaving, and lets that be heard: from here on answers end their connections. */
  async announceEnd(): Promise<void> {
    this.#readiness.stop();
    await passed(this.#lameDuckMs);
  }

  /** Stops listening and answers what is in flight. */
  async close(): Promise<void> {
    await Promise.all(this.#doors.map((door) => door.close()));
    this.#canary.close();
  }
}

interface Inside {
  canary: Canary;
  readiness: ReadinessReport;
  lameDuckMs: number;
}
