import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Body } from './body.js';
import { HttpProblem } from './http-problem.js';

/** Bytes: nothing that an operator says in JSON is longer. */
const LONGEST_JSON = 16 * 1024;

/** Takes in what operators send, whatever its Content-Type says. */
export class Intake {
  readonly #stallMs: number;

  /** @param stallMs how long a sender may be silent. */
  constructor(stallMs: number) {
    this.#stallMs = stallMs;
  }

  /** @throws EaselError 336004 (413) beyond `most` bytes; 336001 (400) when it stalls or breaks off. */
  bytes(request: FastifyRequest, reply: FastifyReply, most: number): Promise<Buffer> {
    return new Body(request.raw, reply.raw, this.#stallMs).read(most, () => undefined);
  }

  /** @throws HttpProblem 400 naming what does not fit; as `bytes`. */
  async json<T>(request: FastifyRequest, reply: FastifyReply, schema: z.ZodType<T>): Promise<T> {
    const parsed = schema.safeParse(readJson(await this.bytes(request, reply, LONGEST_JSON)));
    if (parsed.success) return parsed.data;
    const faults = parsed.error.issues.map(({ path, message }) =>
      path.length > 0 ? `${path.join('.')}: ${message}` : message,
    );
    throw new HttpProblem(400, `the body does not fit: ${faults.join('; ')}`);
  }
}

function readJson(bytes: Buffer): unknown {
  if (bytes.length === 0) throw new HttpProblem(400, 'the body is empty, it must be JSON');
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch {
    // The parser's own words quote the body, and that may be a password.
    throw new HttpProblem(400, 'the body is not JSON in UTF-8');
  }
}
