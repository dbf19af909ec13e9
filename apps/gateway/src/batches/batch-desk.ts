import type { FastifyReply, FastifyRequest } from 'fastify';
import { EaselError } from '@easel/errors';
import { hashKey } from '@easel/jobs';
import type { LeaseHolder } from '@easel/lease';
import type { inference } from '@easel/rpc';
import { json } from '../http/answer.js';
import { Body } from '../http/body.js';
import { exchangeOf } from '../http/exchange.js';
import { HttpProblem } from '../http/http-problem.js';
import { letTakeLong } from '../http/long-request.js';
import { send } from '../http/send.js';
import type { DeploymentTable } from '@easel/inference-client';
import { keyOf, optionsOf, pinned } from './batch-asked.js';
import type { Batches } from './batches.js';

export interface BatchDeskParts {
  batches: Batches;
  lease: Pick<LeaseHolder, 'require'>;
  deployments: Pick<DeploymentTable, 'require' | 'list'>;
  /** How long a sender may be silent. */
  stallMs: number;
}

/** Where a batch comes in. Everything that can be refused without its body is. */
export class BatchDesk {
  readonly #parts: BatchDeskParts;

  constructor(parts: BatchDeskParts) {
    this.#parts = parts;
  }

  /** Answers 201, or 200 where the same key had made it before. @throws HttpProblem, EaselError */
  async create(deployment: string, request: FastifyRequest, reply: FastifyReply): Promise<void> {
    const { batches, lease, stallMs } = this.#parts;
    const row = this.require(deployment);
    lease.require(deployment);
    const { topNum, version: asked } = optionsOf(request);
    const version = pinned(row, asked);
    const given = keyOf(request);
    const key = given === null ? null : hashKey(given, deployment);
    const body = new Body(request.raw, reply.raw, stallMs);
    letTakeLong(request.raw);
    const { batch, fresh } = await batches.creation.make({
      deployment,
      version,
      topNum,
      key,
      body,
    });
    const status = await batches.status(batch);
    const { raw: response } = reply.hijack();
    const answer = {
      status: fresh ? 201 : 200,
      headers: {
        'content-type': json,
        'cache-control': 'no-store',
        'x-log-id': String(exchangeOf(request.raw).logId),
        ...(fresh && { location: `/${deployment}/ImageClassification/batches/${batch.id}` }),
      },
      body: JSON.stringify(status),
    };
    await send(response, answer, body);
  }

  /** @throws HttpProblem 404 where nothing of that name is deployed; Unavailable before that is known. */
  require(deployment: string): inference.Deployment {
    const { deployments } = this.#parts;
    try {
      deployments.require(deployment);
    } catch (error) {
      if (!(error instanceof EaselError) || error.code !== 336001) throw error;
      throw new HttpProblem(404, error.detail, { cause: error });
    }
    const row = deployments.list().find(({ name }) => name === deployment);
    if (!row) throw new Error(`${deployment} was there a moment ago`);
    return row;
  }
}
