import type { handleUnaryCall } from '@grpc/grpc-js';
import type { inference } from '@easel/rpc';
import { ActivationRefused } from './activation-refused.js';
import type { Deployments } from './deployments.js';

/** Answers once it is done or refused. Whether whoever asked still waits changes nothing. */
export const answerActivate =
  (
    deployments: Deployments,
  ): handleUnaryCall<inference.ActivateRequest, inference.ActivateResponse> =>
  ({ request }, reply) =>
    void deployments.activate(request).then(
      (value) => reply(null, { outcome: { $case: 'activated', value } }),
      (thrown: unknown) => {
        const { reason, message: detail } = ActivationRefused.from(thrown);
        reply(null, { outcome: { $case: 'refusal', value: { reason, detail } } });
      },
    );
