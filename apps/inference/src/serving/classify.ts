import type { LeaseHolder } from '@easel/lease';
import type { Span } from '@easel/platform';
import type { inference, SentPicture } from '@easel/rpc';
import type { Admission } from '../admission.js';
import { monotonicMs, type Rank } from '../lanes/protocol.js';
import type { LanePool } from '../lanes/lane-pool.js';
import { inspect } from '../pictures/inspect.js';
import type { Deployments } from './deployments.js';
import { spanStages } from './stage-spans.js';

export interface ClassifyParts {
  lease: Pick<LeaseHolder, 'require'>;
  deployments: Deployments;
  admission: Record<Rank, Admission>;
  pool: LanePool;
}

/** From a picture on the wire to its scores. `span` where the request is traced. @throws EaselError */
export type Classify = (
  picture: SentPicture,
  signal: AbortSignal,
  span?: Span,
) => Promise<inference.Classification>;

/** The whole path of a picture through this process; decoding and the model are in the lanes. */
export const classifier =
  ({ lease, deployments, admission, pool }: ClassifyParts): Classify =>
  async (picture, signal, span) => {
    const start = performance.now();
    const { deployment, image, topNum, deadlineMs, logId } = picture;
    const rank = picture.background ? 'background' : 'live';
    const { release, key } = deployments.answering(deployment, picture.version);
    lease.require(deployment);
    const { decodedBytes } = inspect(image); // before any pixel is decoded
    using _place = admission[rank].enter({ bytes: image.length + decodedBytes, deadlineMs });
    const worked = await pool.classify({
      key,
      image,
      topNum: Math.max(1, topNum),
      rank,
      due: monotonicMs() + deadlineMs,
      logId,
      signal,
    });
    const { scores, decodeMs, inferMs } = worked;
    if (span) spanStages(span, start, worked);
    const queueMs = Math.max(0, performance.now() - start - decodeMs - inferMs);
    return { scores, timing: { queueMs, decodeMs, inferMs }, version: release.version };
  };
