export * as inference from './gen/easel/inference/v1/inference.js';
export * as licensing from './gen/easel/licensing/v1/licensing.js';
export { asksOf, type SentPicture } from './classify-request.js';
export { inferenceService, InferenceServiceClient } from './inference-service.js';
export { listen } from './listen.js';
export { channelCredentials, type MutualTls } from './mutual-tls.js';
export { LARGEST_FILE, LARGEST_MESSAGE } from './message-bytes.js';
export { Outbox } from './outbox.js';
export { fromFailure, fromStatus, statusOf, toFailure, toStatus } from './status.js';
