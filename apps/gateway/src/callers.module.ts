import { Module, type DynamicModule } from '@nestjs/common';
import { OpenApiController } from './docs/openapi.controller.js';
import { HealthController } from './health/health.controller.js';
import { ReadinessReport } from './health/readiness-report.js';

export interface CallersParts {
  readiness: ReadinessReport;
}

/** What callers may ask for. */
@Module({})
export class CallersModule {
  static of({ readiness }: CallersParts): DynamicModule {
    return {
      module: CallersModule,
      controllers: [HealthController, OpenApiController],
      providers: [{ provide: ReadinessReport, useValue: readiness }],
    };
  }
}
