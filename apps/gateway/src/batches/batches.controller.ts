import { Readable } from 'node:stream';
import { Controller, Delete, Get, Header, HttpCode, Param, Post, Req, Res } from '@nestjs/common';
import type { BatchList, BatchStatus } from '@easel/contract';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatOf, pageOf } from './batch-asked.js';
import { BatchDesk } from './batch-desk.js';
import { Batches } from './batches.js';
import { csvLines, jsonLines } from './results.js';

/**
 * Batches for callers. Only what makes one asks for a licence: the others tell why one waits, and give what was done
 * before it ran out.
 */
@Controller(':deployment/ImageClassification/batches')
export class BatchesController {
  readonly #batches: Batches;
  readonly #desk: BatchDesk;

  constructor(batches: Batches, desk: BatchDesk) {
    this.#batches = batches;
    this.#desk = desk;
  }

  @Post()
  create(
    @Param('deployment') deployment: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.#desk.create(deployment, request, reply);
  }

  @Get()
  @Header('cache-control', 'no-store')
  async list(
    @Param('deployment') deployment: string,
    @Req() request: FastifyRequest,
  ): Promise<BatchList> {
    const page = pageOf(request);
    const list = await this.#batches.list(deployment, page);
    // What is no deployment any more may have left batches.
    if (list.batches.length === 0) this.#desk.require(deployment);
    return list;
  }

  @Get(':id')
  @Header('cache-control', 'no-store')
  read(@Param('deployment') deployment: string, @Param('id') id: string): Promise<BatchStatus> {
    return this.#batches.status(this.#batches.find(deployment, id));
  }

  @Post(':id/pause')
  @HttpCode(200)
  pause(@Param('deployment') deployment: string, @Param('id') id: string): Promise<BatchStatus> {
    const batch = this.#batches.find(deployment, id);
    this.#batches.want(batch, 'pause');
    return this.#batches.status(batch);
  }

  @Post(':id/resume')
  @HttpCode(200)
  resume(@Param('deployment') deployment: string, @Param('id') id: string): Promise<BatchStatus> {
    const batch = this.#batches.find(deployment, id);
    this.#batches.want(batch, 'run');
    return this.#batches.status(batch);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  cancel(@Param('deployment') deployment: string, @Param('id') id: string): Promise<BatchStatus> {
    const batch = this.#batches.find(deployment, id);
    this.#batches.cancel(batch);
    return this.#batches.status(batch);
  }

  @Delete(':id')
  @HttpCode(204)
  async remove(@Param('deployment') deployment: string, @Param('id') id: string): Promise<void> {
    await this.#batches.remove(this.#batches.find(deployment, id));
  }

  /** What is there so far, in the order of the pictures; `X-Easel-Complete` says whether that is all. */
  @Get(':id/results')
  async results(
    @Param() { deployment = '', id = '' }: Record<string, string>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const format = formatOf(request);
    const batch = this.#batches.find(deployment, id);
    const chunks = (await batch.done()).map(({ chunk }) => chunk);
    const lines =
      format === 'jsonl'
        ? jsonLines(batch, chunks)
        : csvLines(batch, chunks, (await this.#batches.progress.of(batch)).widest);
    void reply
      .header('cache-control', 'no-store')
      .header('x-easel-complete', String(chunks.length === batch.chunks))
      .type(types[format])
      .send(Readable.from(lines));
  }

  @Get(':id/events')
  events(
    @Param() { deployment = '', id = '' }: Record<string, string>,
    @Res() reply: FastifyReply,
  ): void {
    const batch = this.#batches.find(deployment, id);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const events = this.#batches.watchers.watch(batch, gone.signal);
    void reply
      .header('cache-control', 'no-store')
      .header('x-accel-buffering', 'no') // a proxy would hold them back
      .type('text/event-stream; charset=utf-8')
      .send(Readable.from(events));
  }
}

const types = {
  jsonl: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
};
