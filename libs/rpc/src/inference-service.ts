import {
  makeGenericClientConstructor,
  type ChannelCredentials,
  type ClientOptions,
} from '@grpc/grpc-js';
import { decodeClassifyRequest, encodeClassifyRequest } from './classify-request.js';
import {
  InferenceServiceService,
  type InferenceServiceClient as Client,
} from './gen/easel/inference/v1/inference.js';

/** The service as the generated code has it, but for how requests to classify are written and read. */
export const inferenceService = {
  ...InferenceServiceService,
  classify: {
    ...InferenceServiceService.classify,
    requestSerialize: encodeClassifyRequest,
    requestDeserialize: decodeClassifyRequest,
  },
} as const;

export type InferenceServiceClient = Client;
export const InferenceServiceClient = makeGenericClientConstructor(
  inferenceService,
  'easel.inference.v1.InferenceService',
) as unknown as new (
  address: string,
  credentials: ChannelCredentials,
  options?: Partial<ClientOptions>,
) => Client;
