import { catalogue, codes, type Code } from '@easel/errors';
import { z } from 'zod';
import { batchListSchema, batchRequestSchema, batchRowSchema, batchSchema } from './batches.js';
import { classifyAnswerSchema, classifyErrorSchema, classifyRequestSchema } from './classify.js';
import { healthSchema, readinessSchema } from './health.js';
import { limits } from './limits.js';
import { batchPaths } from './openapi-batches.js';
import { problemSchema } from './problem.js';
import { DEFAULT_TOP_NUM } from './top-num.js';

/** A JSON value; the document is data for tools, not for our own code. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const ref = (name: keyof typeof schemas): Json => ({ $ref: `#/components/schemas/${name}` });

const schemas = {
  ClassifyRequest: classifyRequestSchema,
  ClassifyAnswer: classifyAnswerSchema,
  ClassifyError: classifyErrorSchema,
  BatchRequest: batchRequestSchema,
  Batch: batchSchema,
  BatchList: batchListSchema,
  BatchRow: batchRowSchema,
  Health: healthSchema,
  Readiness: readinessSchema,
  Problem: problemSchema,
};

/** The callers' door in OpenAPI 3.1, made of the schemas that the code uses and the catalogue of errors. */
export function openApiDocument({ version }: { version: string }): Record<string, Json> {
  return {
    openapi: '3.1.1',
    info: {
      title: 'Easel',
      version,
      description:
        'Image classification, compatible with the EasyDL custom image classification server API.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    paths: {
      '/{DEPLOY_NAME}/ImageClassification': { post: classify() },
      ...batchPaths,
      '/healthz': {
        get: {
          operationId: 'health',
          summary: 'Whether the process answers: what balancers probe.',
          responses: { 200: response('It does.', ref('Health')), default: anythingElse },
        },
      },
      '/readyz': {
        get: {
          operationId: 'ready',
          summary: 'Whether this machine classifies: what installers and monitors ask.',
          responses: {
            200: response(
              'A licence is in force and a classification succeeded lately.',
              ref('Readiness'),
            ),
            503: response('It does not; `reasons` says why.', ref('Readiness')),
            default: anythingElse,
          },
        },
      },
    },
    components: { schemas: Object.fromEntries(Object.entries(schemas).map(toComponent)) },
    'x-easel-errors': codes.map((code) => {
      const { msg, status, when, whenZh } = catalogue[code];
      return { code, msg, status, when, whenZh };
    }),
  };
}

function classify(): Json {
  return {
    operationId: 'classify',
    summary: 'Names what is in a picture.',
    description: `HTTP status is 200 on every answer, errors too: \`error_code\` tells. With \`EASEL_HTTP_STATUS=semantic\` errors carry the statuses of \`x-easel-errors\`. The body is JSON whatever the Content-Type says, but for the three picture types.`,
    parameters: [
      {
        name: 'DEPLOY_NAME',
        in: 'path',
        required: true,
        description: 'The deployment; upper and lower case count.',
        schema: { type: 'string', pattern: '^[A-Za-z][A-Za-z0-9_-]{1,63}$' },
      },
      {
        name: 'top_num',
        in: 'query',
        description: 'As in the JSON body. Counts only where the body is the picture itself.',
        schema: { type: 'integer', minimum: 1, default: DEFAULT_TOP_NUM },
      },
    ],
    requestBody: {
      required: true,
      description: `At most ${limits.bodyBytes} bytes, or ${limits.pictureBytes} of a picture.`,
      content: {
        'application/json': { schema: ref('ClassifyRequest') },
        'image/jpeg': {},
        'image/png': {},
        'image/bmp': {},
      },
    },
    responses: {
      200: {
        description: 'What is in the picture, or what was wrong with the request.',
        headers: {
          'X-Log-Id': header('`log_id` again.', { type: 'integer' }),
          'Server-Timing': header('Milliseconds of parse, queue, decode and infer.', {
            type: 'string',
          }),
          'Retry-After': header('With 336100: seconds to wait.', { type: 'integer' }),
        },
        content: {
          'application/json': {
            schema: { oneOf: [ref('ClassifyAnswer'), ref('ClassifyError')] },
            examples: {
              result: {
                value: {
                  log_id: 383269589581824,
                  results: [{ name: 'scratch', score: 0.9318856 }],
                },
              },
              ...Object.fromEntries(codes.map((code) => [`error ${code}`, example(code)])),
            },
          },
        },
      },
    },
  };
}

const header = (description: string, schema: Json): Json => ({ description, schema });

const response = (description: string, schema: Json): Json => ({
  description,
  content: { 'application/json': { schema } },
});

const anythingElse: Json = {
  description: 'Problem details (RFC 9457).',
  content: { 'application/problem+json': { schema: ref('Problem') } },
};

const example = (code: Code): Json => ({
  summary: catalogue[code].when,
  value: { error_code: code, error_msg: catalogue[code].msg, log_id: 383269589581824 },
});

function toComponent([name, schema]: [string, z.ZodType]): [string, Json] {
  const json: Record<string, unknown> = z.toJSONSchema(schema, { io: 'input' });
  delete json.$schema; // OpenAPI 3.1 says it once for all
  return [name, json as Json];
}
