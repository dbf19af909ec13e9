import { batchLimits, batchOptionsSchema } from './batches.js';
import type { Json } from './openapi.js';
import { DEFAULT_TOP_NUM } from './top-num.js';

const BATCHES = '/{DEPLOY_NAME}/ImageClassification/batches';
const ref = (name: string): Json => ({ $ref: `#/components/schemas/${name}` });

const deployment: Json = {
  name: 'DEPLOY_NAME',
  in: 'path',
  required: true,
  description: 'The deployment; upper and lower case count.',
  schema: { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_-]{1,63}$' },
};
const id: Json = { name: 'id', in: 'path', required: true, schema: { type: 'string' } };
const query = (name: string, description: string, schema: Json): Json => ({
  ...{ name, in: 'query', description, schema },
});

const json = (description: string, schema: string, more: Record<string, Json> = {}): Json => ({
  ...{ description, content: { 'application/json': { schema: ref(schema) } } },
  ...more,
});

const problem = (description: string): Json => ({
  description,
  content: { 'application/problem+json': { schema: ref('Problem') } },
});

/** What every route may answer: there are none without Redis, and nothing else than batches has these. */
const common: Record<string, Json> = {
  404: problem('No such deployment, or no such batch of it.'),
  503: problem('There is no Redis here, and `detail` says how to get it; or try again later.'),
  default: problem('Problem details (RFC 9457).'),
};

const ended = problem('It has ended, or not yet; `detail` says which.');

const create: Json = {
  operationId: 'createBatch',
  summary: 'Has many pictures classified, in the background.',
  description: `The body is a zip, tar or tar.gz of pictures, told by its content and at most ${batchLimits.bytes} bytes, or JSON of at most ${batchLimits.jsonBytes} bytes. Each file in an archive is a picture; its path is its id.`,
  parameters: [
    deployment,
    query('top_num', batchOptionsSchema.shape.top_num.description ?? '', {
      ...{ type: 'integer', minimum: 1, default: DEFAULT_TOP_NUM },
    }),
    query('version', batchOptionsSchema.shape.version.description ?? '', { type: 'string' }),
    {
      name: 'Idempotency-Key',
      in: 'header',
      description: 'The same key again gets the batch that it made: a request can be tried again.',
      schema: { type: 'string', minLength: 1, maxLength: 200 },
    },
  ],
  requestBody: {
    required: true,
    content: {
      'application/json': { schema: ref('BatchRequest') },
      'application/zip': {},
      'application/x-tar': {},
      'application/gzip': {},
    },
  },
  responses: {
    200: json('The batch that this Idempotency-Key has made before.', 'Batch'),
    201: json('It is made, and begins within seconds.', 'Batch', {
      headers: { Location: { description: 'Where it is read.', schema: { type: 'string' } } },
    }),
    400: problem('The query, a header or the JSON does not fit; or the body did not come.'),
    403: problem('No licence in force.'),
    413: problem('The body is too long.'),
    422: problem(
      'An archive that is refused (`reason` and `entry` say why), ids twice, a folder that may not be read, a version that there is not, or no pictures.',
    ),
    507: problem('The disk is too full.'),
    ...common,
  },
};

const change = (operationId: string, summary: string): Json => ({
  ...{ operationId, summary, parameters: [deployment, id] },
  responses: { 200: json('How it stands now.', 'Batch'), 409: ended, ...common },
});

/** The routes of batches in the OpenAPI document. */
export const batchPaths: Record<string, Json> = {
  [BATCHES]: {
    post: create,
    get: {
      operationId: 'listBatches',
      summary: 'The batches of a deployment, newest first.',
      parameters: [
        deployment,
        query('limit', 'How many.', { type: 'integer', minimum: 1, maximum: 200, default: 50 }),
        query('after', 'The `next` of the page before.', { type: 'string' }),
      ],
      responses: { 200: json('A page of them.', 'BatchList'), ...common },
    },
  },
  [`${BATCHES}/{id}`]: {
    get: {
      operationId: 'readBatch',
      summary: 'How a batch stands.',
      parameters: [deployment, id],
      responses: { 200: json('How it stands.', 'Batch'), ...common },
    },
    delete: {
      operationId: 'deleteBatch',
      summary: 'Takes a batch that has ended away, with its results.',
      parameters: [deployment, id],
      responses: { 204: { description: 'It is gone.' }, 409: ended, ...common },
    },
  },
  [`${BATCHES}/{id}/pause`]: {
    post: change('pauseBatch', 'Begins nothing more of it until it is resumed.'),
  },
  [`${BATCHES}/{id}/resume`]: { post: change('resumeBatch', 'Lets a paused batch go on.') },
  [`${BATCHES}/{id}/cancel`]: {
    post: change('cancelBatch', 'Ends it. What was done keeps its results.'),
  },
  [`${BATCHES}/{id}/results`]: {
    get: {
      operationId: 'readBatchResults',
      summary: 'The results so far, one row a picture, in the order of the pictures.',
      parameters: [
        deployment,
        id,
        query('format', 'Lines of JSON, or CSV for spreadsheets.', {
          ...{ type: 'string', enum: ['jsonl', 'csv'], default: 'jsonl' },
        }),
      ],
      responses: {
        200: {
          description: 'A picture that failed has its code and message in place of results.',
          headers: {
            'X-Easel-Complete': {
              description: 'Whether every picture has its row.',
              schema: { type: 'string', enum: ['true', 'false'] },
            },
          },
          content: {
            'application/x-ndjson': { schema: ref('BatchRow') },
            'text/csv': { schema: { type: 'string' } },
          },
        },
        ...common,
      },
    },
  },
  [`${BATCHES}/{id}/events`]: {
    get: {
      operationId: 'watchBatch',
      summary: 'How it stands, at each change, by server-sent events, until it has ended.',
      parameters: [deployment, id],
      responses: {
        200: {
          description: 'Each event is called `progress`; its data is a Batch in JSON.',
          content: { 'text/event-stream': { schema: ref('Batch') } },
        },
        ...common,
      },
    },
  },
};
