import { Module, type DynamicModule } from '@nestjs/common';
import { BatchDesk } from './batches/batch-desk.js';
import { Batches } from './batches/batches.js';
import { BatchesController } from './batches/batches.controller.js';
import { NoBatchesController } from './batches/no-batches.controller.js';
import { OpenApiController } from './docs/openapi.controller.js';
import { HealthController } from './health/health.controller.js';
import { ReadinessReport } from './health/readiness-report.js';

export interface CallersParts {
  readiness: ReadinessReport;
  /** Undefined where there are none. */
  batches: { batches: Batches; desk: BatchDesk } | undefined;
}

/** What callers may ask for. */
@Module({})
export class CallersModule {
  static of({ readiness, batches }: CallersParts): DynamicModule {
    return {
      module: CallersModule,
      controllers: [
        HealthController,
        OpenApiController,
        batches ? BatchesController : NoBatchesController,
      ],
      providers: [
        { provide: ReadinessReport, useValue: readiness },
        ...(batches
          ? [
              { provide: Batches, useValue: batches.batches },
              { provide: BatchDesk, useValue: batches.desk },
            ]
          : []),
      ],
    };
  }
}
