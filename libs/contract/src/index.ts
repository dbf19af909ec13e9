export {
  batchLimits,
  batchListSchema,
  batchOptionsSchema,
  batchRequestSchema,
  batchRowSchema,
  batchSchema,
  batchStates,
  type BatchHindrance,
  type BatchList,
  type BatchOptions,
  type BatchRequest,
  type BatchRow,
  type BatchStatus,
} from './batches.js';
export {
  BatchClient,
  type BatchFormat,
  type BatchResults,
  type BatchSource,
  type BatchWish,
  type Creating,
} from './batch-client.js';
export { Refusal, refusalOf } from './refusal.js';
export { AdminClient } from './admin-client.js';
export { AdminRefusal } from './admin-refusal.js';
export {
  classifyAnswerSchema,
  classifyErrorSchema,
  classifyRequestSchema,
  parseClassifyRequest,
  type ClassifyAnswer,
  type ClassifyError,
  type ClassifyRequest,
} from './classify.js';
export { EaselClient } from './client.js';
export {
  activateSchema,
  activationRefusalSchema,
  activationSchema,
  deploymentsSchema,
  type Activation,
  type DeploymentList,
  type DeploymentStatus,
  type RefusalReason,
  type Tuning,
} from './deployments.js';
export { healthSchema, readinessSchema, type Health, type Readiness } from './health.js';
export {
  firstPasswordSchema,
  licenseChangeSchema,
  licenseHistorySchema,
  licenseStatusSchema,
  licenseWhatIfSchema,
  loginSchema,
  newPasswordSchema,
  restoreSchema,
  sessionSchema,
  type License,
  type LicenseChange,
  type LicenseHistory,
  type LicenseStatus,
  type LicenseWhatIf,
  type Session,
  type Words,
} from './license.js';
export { limits } from './limits.js';
export { openApiDocument, type Json } from './openapi.js';
export { problemSchema, type Problem } from './problem.js';
export { DEFAULT_TOP_NUM, parseTopNum } from './top-num.js';
