import { Module, type DynamicModule } from '@nestjs/common';
import { ClassifyController } from './classify/classify.controller.js';
import { ClassifyDesk } from './classify/classify-desk.js';
import { OpenApiController } from './docs/openapi.controller.js';
import { HealthController } from './health/health.controller.js';
import { ReadinessReport } from './health/readiness-report.js';

export interface CallersParts {
  desk: ClassifyDesk;
  readiness: ReadinessReport;
}

/** What callers may ask for. */
@Module({})
export class CallersModule {
  static of({ desk, readiness }: CallersParts): DynamicModule {
    return {
      module: CallersModule,
      controllers: [ClassifyController, HealthController, OpenApiController],
      providers: [
        { provide: ClassifyDesk, useValue: desk },
        { provide: ReadinessReport, useValue: readiness },
      ],
    };
  }
}
