import { Module, type DynamicModule } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { DeploymentTable } from '@easel/inference-client';
import { Registry } from 'prom-client';
import { AdminController } from './admin/admin.controller.js';
import { Administrator } from './admin/administrator.js';
import { NowhereController } from './admin/nowhere.controller.js';
import { SessionGuard } from './admin/session.guard.js';
import { Activations } from './deployments/activations.js';
import { DeploymentsController } from './deployments/deployments.controller.js';
import { HealthController } from './health/health.controller.js';
import { ReadinessReport } from './health/readiness-report.js';
import { Intake } from './http/intake.js';
import { LicenseChanges } from './license/license-changes.js';
import { LicenseController } from './license/license.controller.js';
import { LicenseDesk } from './license/license-desk.js';
import { MetricsController } from './operators/metrics.controller.js';

export interface OperatorsParts {
  registry: Registry;
  readiness: ReadinessReport;
  administrator: Administrator;
  deployments: DeploymentTable;
  activations: Activations;
  licenseDesk: LicenseDesk;
  licenseChanges: LicenseChanges;
  intake: Intake;
}

/** What operators may ask for. */
@Module({})
export class OperatorsModule {
  static of(parts: OperatorsParts): DynamicModule {
    return {
      module: OperatorsModule,
      controllers: [
        HealthController,
        MetricsController,
        AdminController,
        DeploymentsController,
        LicenseController,
        NowhereController,
      ],
      providers: [
        { provide: APP_GUARD, useValue: new SessionGuard(parts.administrator.sessions) },
        { provide: Registry, useValue: parts.registry },
        { provide: ReadinessReport, useValue: parts.readiness },
        { provide: Administrator, useValue: parts.administrator },
        { provide: DeploymentTable, useValue: parts.deployments },
        { provide: Activations, useValue: parts.activations },
        { provide: LicenseDesk, useValue: parts.licenseDesk },
        { provide: LicenseChanges, useValue: parts.licenseChanges },
        { provide: Intake, useValue: parts.intake },
      ],
    };
  }
}
