import type { DeploymentStatus, RefusalReason, Tuning } from '@easel/contract';
import { inference } from '@easel/rpc';

/** A row of inference's table as operators read it. */
export function statusOf(row: inference.Deployment): DeploymentStatus {
  const { name, version, problem, versions, loading, refused, tuning } = row;
  return {
    name,
    state: states[row.state],
    version: version || null,
    serving_since: row.servingSinceMs > 0 ? iso(row.servingSinceMs) : null,
    problem: problem || null,
    classes: version ? row.classes : null,
    versions,
    loading: loading ? { version: loading.version, since: iso(loading.sinceMs) } : null,
    refused: refused
      ? {
          version: refused.version,
          reason: reasons[refused.reason],
          detail: refused.detail,
          at: iso(refused.atMs),
        }
      : null,
    tuning: tuning ? tuningOf(tuning) : null,
  };
}

function tuningOf(tuning: inference.Tuning): Tuning {
  const { lanes, threads, batch, imagesPerSecond, trials } = tuning;
  const batching = batchings[tuning.batching];
  return {
    origin: origins[tuning.origin],
    ...{ lanes, threads, batch },
    images_per_second: imagesPerSecond > 0 ? imagesPerSecond : null,
    batching,
    batching_gain: batching === null || batching === 'not_tried' ? null : tuning.batchingGain,
    trials: trials.map(({ imagesPerSecond, ...trial }) => ({
      ...trial,
      images_per_second: imagesPerSecond,
    })),
  };
}

const iso = (ms: number) => new Date(ms).toISOString();

const states: Record<inference.DeploymentState, DeploymentStatus['state']> = {
  [inference.DeploymentState.DEPLOYMENT_STATE_UNSPECIFIED]: 'unknown',
  [inference.DeploymentState.DEPLOYMENT_STATE_LOADING]: 'loading',
  [inference.DeploymentState.DEPLOYMENT_STATE_SERVING]: 'serving',
  [inference.DeploymentState.DEPLOYMENT_STATE_FAILED]: 'failed',
  [inference.DeploymentState.DEPLOYMENT_STATE_IDLE]: 'idle',
  [inference.DeploymentState.UNRECOGNIZED]: 'unknown',
};

const origins: Record<inference.TuningOrigin, Tuning['origin']> = {
  [inference.TuningOrigin.TUNING_ORIGIN_UNSPECIFIED]: 'measured',
  [inference.TuningOrigin.TUNING_ORIGIN_MEASURED]: 'measured',
  [inference.TuningOrigin.TUNING_ORIGIN_PINNED]: 'pinned',
  [inference.TuningOrigin.UNRECOGNIZED]: 'measured',
};

const batchings: Record<inference.Batching, Tuning['batching']> = {
  [inference.Batching.BATCHING_UNSPECIFIED]: null,
  [inference.Batching.BATCHING_ON]: 'on',
  [inference.Batching.BATCHING_GAINED_TOO_LITTLE]: 'gained_too_little',
  [inference.Batching.BATCHING_NOT_TRIED]: 'not_tried',
  [inference.Batching.UNRECOGNIZED]: null,
};

/** Why a version was refused, in the contract's words. */
export const reasons: Record<inference.RefusalReason, RefusalReason> = {
  [inference.RefusalReason.REFUSAL_REASON_UNSPECIFIED]: 'unknown',
  [inference.RefusalReason.REFUSAL_REASON_NO_DEPLOYMENT]: 'no_deployment',
  [inference.RefusalReason.REFUSAL_REASON_NO_VERSION]: 'no_version',
  [inference.RefusalReason.REFUSAL_REASON_BUSY]: 'busy',
  [inference.RefusalReason.REFUSAL_REASON_DOES_NOT_LOAD]: 'does_not_load',
  [inference.RefusalReason.REFUSAL_REASON_GOLDEN]: 'golden',
  [inference.RefusalReason.REFUSAL_REASON_NOT_WRITTEN]: 'not_written',
  [inference.RefusalReason.REFUSAL_REASON_UNAVAILABLE]: 'unavailable',
  [inference.RefusalReason.UNRECOGNIZED]: 'unknown',
};
