import type { LeaseHolder } from '@easel/lease';
import type { inference, SentPicture } from '@easel/rpc';
import type { Admission } from '../admission.js';
import { monotonicMs } from '../lanes/protocol.js';
import type { LanePool } from '../lanes/lane-pool.js';
import { inspect } from '../pictures/inspect.js';
import type { Deployments } from './deployments.js';

export interface ClassifyParts {
  lease: Pick<LeaseHolder, 'require'>;
  deployments: Deployments;
  admission: Admission;
  pool: LanePool;
}

/** From a picture on the wire to its scores. @throws EaselError */
export type Classify = (
  picture: SentPicture,
  signal: AbortSignal,
) => Promise<inference.Classification>;

/** The whole path of a picture through this process; decoding and the model are in the lanes. */
export const classifier =
  ({ lease, deployments, admission, pool }: ClassifyParts): Classify =>
  async ({ deployment, image, topNum, deadlineMs, logId }, signal) => {
    const start = performance.now();
    const { release, key } = deployments.serving(deployment);
    lease.require(deployment);
    const { decodedBytes } = inspect(image); // before any pixel is decoded
    using _place = admission.enter({ bytes: image.length + decodedBytes, deadlineMs });
    const { scores, decodeMs, inferMs } = await pool.classify({
      key,
      image,
      topNum: Math.max(1, topNum),
      due: monotonicMs() + deadlineMs,
      logId,
      signal,
    });
    const queueMs = Math.max(0, performance.now() - start - decodeMs - inferMs);
    return { scores, timing: { queueMs, decodeMs, inferMs }, version: release.version };
  };
