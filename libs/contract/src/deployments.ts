import { z } from 'zod';

const time = (what: string) => z.string().describe(`${what} ISO 8601.`);

const versionSchema = z.string().describe('Of a model, as its folder is called.');

const trialSchema = z.object({
  lanes: z.int(),
  threads: z.int(),
  batch: z.int(),
  images_per_second: z.number(),
});

/** How a model is run on this machine. */
const tuningSchema = z.object({
  origin: z.enum(['measured', 'pinned']).describe('pinned: the manifest says so.'),
  lanes: z.int().describe('How many run the model at the same time.'),
  threads: z.int().describe('How many each of them gives to one picture.'),
  batch: z.int().describe('Pictures that a lane runs at once at most; 1: batching is off.'),
  images_per_second: z
    .number()
    .nullable()
    .describe('Of the model alone, without decoding; null where it was not measured.'),
  batching: z
    .enum(['on', 'gained_too_little', 'not_tried'])
    .nullable()
    .describe(
      'Whether pictures are run together, or why not; not_tried: the model takes one at a time, takes too long for more, or fails with more (the log says how); null where the manifest decides.',
    ),
  batching_gain: z
    .int()
    .nullable()
    .describe('What that gained over one at a time, in percent; null where it was not tried.'),
  trials: z.array(trialSchema).describe('All that was tried.'),
});

/** Why a version was not put into service. */
const refusalReasons = [
  'no_deployment',
  'no_version',
  'busy',
  'does_not_load',
  'golden',
  'not_written',
  'unavailable',
  'unknown',
] as const;

const reasonSchema = z
  .enum(refusalReasons)
  .describe(
    'busy: another version is on its way; golden: it answers, but not what its golden images expect; not_written: `current` cannot be written; unavailable: another time it may work.',
  );

const deploymentSchema = z.object({
  name: z.string(),
  state: z
    .enum(['serving', 'loading', 'failed', 'idle', 'unknown'])
    .describe('idle: there are versions, but none was ever activated.'),
  version: versionSchema.nullable().describe('In service; null while none is.'),
  serving_since: z.string().nullable().describe('ISO 8601: when that took the traffic.'),
  problem: z.string().nullable().describe('Why what `current` names is not in service.'),
  classes: z.int().nullable(),
  versions: z.array(z.string()).describe('Those that there are.'),
  loading: z
    .object({ version: versionSchema, since: time('Since when.') })
    .nullable()
    .describe('What is on its way into service.'),
  refused: z
    .object({
      version: versionSchema,
      reason: reasonSchema,
      detail: z.string(),
      at: time('When.'),
    })
    .nullable()
    .describe('The last that was asked for in vain, until one is put into service.'),
  tuning: tuningSchema.nullable().describe('null while nothing is known of it.'),
});

export const deploymentsSchema = z.object({
  reachable: z.boolean().describe('Whether inference is there; if not, this is what it said last.'),
  deployments: z.array(deploymentSchema),
});

export const activateSchema = z.strictObject({
  version: versionSchema.min(1).max(64),
  wait_ms: z
    .int()
    .min(100)
    .max(60_000)
    .default(20_000)
    .describe('How long to wait for it; it goes on all the same.'),
});

export const activationSchema = z.object({
  deployment: z.string(),
  version: versionSchema,
  outcome: z
    .enum(['activated', 'already', 'loading'])
    .describe(
      'already: it answered before it was asked for; loading, with status 202: it is on its way, and whoever asks again waits for the same.',
    ),
  previous: versionSchema.nullable().describe('What answered before; null where nothing did.'),
  ms: z.number().nullable().describe('What it took; null while it is loading.'),
});

/** The problem document of a version that was not put into service has `reason` besides. */
export const activationRefusalSchema = z.object({ reason: reasonSchema });

export type Tuning = z.output<typeof tuningSchema>;
export type RefusalReason = (typeof refusalReasons)[number];
export type DeploymentStatus = z.output<typeof deploymentSchema>;
export type DeploymentList = z.output<typeof deploymentsSchema>;
export type Activation = z.output<typeof activationSchema>;
