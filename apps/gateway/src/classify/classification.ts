import type { IncomingMessage } from 'node:http';
import { limits } from '@easel/contract';
import { EaselError } from '@easel/errors';
import type { InferenceClient, Question } from '@easel/inference-client';
import type { LeaseHolder } from '@easel/lease';
import type { inference } from '@easel/rpc';
import type { Admission, Room } from '../admission.js';
import type { Body } from '../http/body.js';
import type { Exchange } from '../http/exchange.js';
import { gunzip } from './gzip.js';
import { readPicture, type Picture } from './picture.js';

/** A request to classify, as it came. */
export interface Call {
  request: IncomingMessage;
  /** What the URL calls the deployment. */
  deployment: string;
  body: Body;
  /** Filled in as the stages pass, so that a refusal can tell how far it came. */
  exchange: Exchange;
  /** Aborts when the caller goes away. */
  gone: AbortSignal;
}

export interface ClassificationParts {
  inference: Pick<InferenceClient, 'classify' | 'deployments' | 'load'>;
  lease: Pick<LeaseHolder, 'require'>;
  admission: Admission;
  /** How long an answer may take, from the moment the whole request is there. */
  deadlineMs: number;
}

/** What happens to a request between the socket and inference. */
export class Classification {
  readonly #parts: ClassificationParts;

  constructor(parts: ClassificationParts) {
    this.#parts = parts;
  }

  /**
   * Classifies. The first thing that is wrong decides, so the order of these lines is the contract.
   * @throws EaselError that thing; CallerGone.
   */
  async answer(call: Call): Promise<inference.Classification> {
    const { inference, lease, admission } = this.#parts;
    onlyPost(call.request.method);
    inference.deployments.require(call.deployment);
    call.exchange.deployment = call.deployment;
    lease.require(call.deployment);
    admission.require(); // before the body: whoever would be refused with it need not be received
    inference.load.require(this.#parts.deadlineMs);
    using held = new DisposableStack();
    const found = await this.#found(call, held);
    const { timing } = call.exchange;
    timing.queue = found.timing?.queueMs ?? 0;
    timing.decode = found.timing?.decodeMs ?? 0;
    timing.infer = found.timing?.inferMs ?? 0;
    return found;
  }

  /**
   * A frame of its own, over once the picture is sent: one that waited for the answer would keep body and picture long
   * enough for V8 to move them to its old generation, from where only a collection of everything lets them go.
   */
  async #found(call: Call, held: DisposableStack): Promise<inference.Classification> {
    const { admission, deadlineMs } = this.#parts;
    const room = held.use(admission.room());
    const sent = await call.body.read(limits.bodyBytes, room.hold);
    held.use(admission.enter()); // only now: who sends slowly must not keep out who does not
    const deadline = performance.now() + deadlineMs;
    const picture = await this.#open(sent, call, room);
    const { deployment } = call;
    const { logId } = call.exchange;
    return this.#ask({ deployment, logId, deadline, ...picture }, call);
  }

  #ask(question: Question, { exchange, gone }: Call): Promise<inference.Classification> {
    const { inference } = this.#parts;
    if (!exchange.span) return inference.classify(question, gone);
    return exchange.span.call('inference', (from) =>
      inference.classify({ ...question, from }, gone),
    );
  }

  async #open(sent: Buffer, call: Call, room: Room): Promise<Picture> {
    const { request, exchange } = call;
    const begun = performance.now();
    try {
      const body = await gunzip(sent, request.headers['content-encoding'], limits.bodyBytes);
      if (body !== sent) room.hold(body.length);
      return readPicture(body, { contentType: exchange.contentType, url: request.url });
    } finally {
      const to = performance.now();
      exchange.timing.parse = to - begun;
      exchange.span?.passed('parse', { from: begun, to });
    }
  }
}

function onlyPost(method = '') {
  if (method !== 'POST') throw new EaselError(336001, `the method is ${method}, it must be POST`);
}
