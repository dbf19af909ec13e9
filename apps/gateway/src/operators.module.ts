import { Module, type DynamicModule } from '@nestjs/common';
import { HealthController } from './health/health.controller.js';
import { ReadinessReport } from './health/readiness-report.js';
import { GatewayMetrics } from './metrics.js';
import { MetricsController } from './operators/metrics.controller.js';

export interface OperatorsParts {
  metrics: GatewayMetrics;
  readiness: ReadinessReport;
}

/** What operators may ask for. */
@Module({})
export class OperatorsModule {
  static of({ metrics, readiness }: OperatorsParts): DynamicModule {
    return {
      module: OperatorsModule,
      controllers: [HealthController, MetricsController],
      providers: [
        { provide: GatewayMetrics, useValue: metrics },
        { provide: ReadinessReport, useValue: readiness },
      ],
    };
  }
}
