import { codes, EaselError } from '@easel/errors';
import { z } from 'zod';
import { parseTopNum } from './top-num.js';

/** Beyond 2^53 too, where zod's own integers end. */
const wholeNumber = z.number().min(1).refine(Number.isInteger).meta({ type: 'integer' });

/** What a caller posts, for documents and clients. `parseClassifyRequest` is the server's reading of it. */
export const classifyRequestSchema = z.object({
  image: z
    .string()
    .min(1)
    .describe(
      'A JPEG, PNG or BMP file in base64, without a data-URI header: at most 4,194,304 characters, line breaks not counted; shortest side at least 15 px, longest side at most 4096 px.',
    ),
  top_num: z
    .union([wholeNumber, z.string().regex(/^[0-9]*[1-9][0-9]*$/), z.null()])
    .optional()
    .describe(
      'How many names to answer: a whole number of at least 1, or its decimal digits as a string. Absent or null: 6. More than there are classes: all of them.',
    ),
});

export const classifyAnswerSchema = z.object({
  log_id: z.int().min(0).describe('Unique to this request; also in `X-Log-Id` and every log.'),
  results: z
    .array(
      z.object({
        name: z.string().describe('The class, as its label was written.'),
        score: z.number().min(0).max(1).describe('At most 7 significant digits.'),
      }),
    )
    .describe('By falling score.'),
});

export const classifyErrorSchema = z.object({
  error_code: z.literal(codes).describe('One of the codes of docs/errors.md.'),
  error_msg: z.string().describe("The code's own words, then what was wrong with this request."),
  log_id: z.int().min(0).describe('Unique to this request; also in `X-Log-Id` and every log.'),
});

export type ClassifyAnswer = z.output<typeof classifyAnswerSchema>;
export type ClassifyError = z.output<typeof classifyErrorSchema>;

/** A request whose shape holds; its base64 is not looked at yet. */
export interface ClassifyRequest {
  image: string;
  topNum: number;
}

/**
 * Reads the shape of a JSON body.
 * @throws EaselError 336001 when it is not an object, `image` not a string or `top_num` no whole number ≥ 1; 336006
 * when there is no `image`.
 */
export function parseClassifyRequest(body: unknown): ClassifyRequest {
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    throw new EaselError(336001, `the JSON is ${kind(body)}, it must be an object`);
  const { image, top_num } = body as { image?: unknown; top_num?: unknown };
  if (image === undefined || image === null || image === '')
    throw new EaselError(336006, `image is ${image === undefined ? 'absent' : kind(image)}`);
  if (typeof image !== 'string')
    throw new EaselError(336001, `image is ${kind(image)}, it must be a string of base64`);
  return { image, topNum: parseTopNum(top_num) };
}

function kind(value: unknown): string {
  if (value === null) return 'null';
  if (value === '') return 'empty';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
