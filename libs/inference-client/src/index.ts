export { type Question } from './classify-stream.js';
export { DeploymentTable } from './deployment-table.js';
export { InferenceClient } from './inference-client.js';
export { Unavailable, unavailableReasons } from './unavailable.js';
