import type { ClientDuplexStream } from '@grpc/grpc-js';
import { EaselError } from '@easel/errors';
import type { TraceContext } from '@easel/platform';
import { fromFailure, inference, Outbox, type InferenceServiceClient } from '@easel/rpc';
import { Unavailable } from './unavailable.js';
import { SteadyStream } from './steady-stream.js';

/** After the deadline, inference's own answer, which says what it was waiting for, gets this long to arrive. */
const GRACE_MS = 250;
const IDS = 2 ** 32;

/** One picture for one deployment. */
export interface Question {
  deployment: string;
  /** A JPEG, PNG or BMP file. */
  image: Buffer;
  topNum: number;
  logId: number;
  /** Of a batch: every other picture goes before it. */
  background?: boolean;
  /** The version that is to answer; absent: whichever is in service. */
  version?: string;
  /** The span that asks; absent where the request is not traced. */
  from?: TraceContext;
  /** When the answer is worth nothing any more, on performance.now's clock. */
  deadline: number;
}

interface Pending {
  resolve: (classification: inference.Classification) => void;
  reject: (error: EaselError) => void;
}

type Call = ClientDuplexStream<inference.ClassifyRequest, inference.ClassifyResponse>;

/** What goes out: an ask, and its image where it has one. */
interface Outgoing {
  ask: inference.Ask;
  image?: Buffer;
}

/** All questions to one inference process, over one stream: answers come in any order and are matched by id. */
export class ClassifyStream {
  readonly #stream: SteadyStream<Call>;
  readonly #pending = new Map<number, Pending>();
  readonly #outbox = new Outbox<Outgoing>((all) => this.#send(all));
  #lastId = 0;

  constructor(client: InferenceServiceClient) {
    const begin = () =>
      client.classify().on('data', ({ replies }: inference.ClassifyResponse) => {
        for (const reply of replies) this.#settle(reply);
      }) as Call;
    this.#stream = new SteadyStream(begin, (why) => {
      this.#outbox.clear();
      this.#failAll(new Error(why.details));
    });
  }

  /**
   * @param gone aborts when nobody waits for the answer any more.
   * @throws EaselError what inference says; 336000 for what no message can hold; Unavailable when it is out of reach, breaks off or misses the deadline.
   */
  classify(question: Question, gone: AbortSignal): Promise<inference.Classification> {
    if (!this.#stream.call) return Promise.reject(outOfReach());
    const deadlineMs = Math.floor(question.deadline - performance.now());
    if (deadlineMs < 1) return Promise.reject(tooLate());
    const id = this.#nextId();
    const { image } = question;
    const ask = askOf(id, question, deadlineMs);
    try {
      requireWritable(ask);
    } catch (cause) {
      return Promise.reject(EaselError.from(cause));
    }
    const { promise, resolve, reject } = Promise.withResolvers<inference.Classification>();
    const abandon = (error: EaselError) => {
      this.#outbox.add({ ask: { id, action: { $case: 'cancel', value: {} } } });
      this.#pending.get(id)?.reject(error);
    };
    const onGone = () => abandon(EaselError.unavailable('the caller has gone', 1));
    const timer = setTimeout(() => abandon(tooLate()), deadlineMs + GRACE_MS);
    const leave = () => {
      clearTimeout(timer);
      gone.removeEventListener('abort', onGone);
      this.#pending.delete(id);
    };
    this.#pending.set(id, {
      resolve: (classification) => {
        leave();
        resolve(classification);
      },
      reject: (error) => {
        leave();
        reject(error);
      },
    });
    gone.addEventListener('abort', onGone);
    this.#outbox.add({ ask, image }, image.length);
    if (gone.aborted) onGone();
    return promise;
  }

  close(): void {
    this.#stream.close();
  }

  #send(all: Outgoing[]) {
    const asks = all.map(({ ask }) => ask);
    const images = all.flatMap(({ image }) => image ?? []);
    this.#stream.call?.write({ asks, images });
  }

  #settle({ id, outcome }: inference.Reply) {
    const pending = this.#pending.get(id);
    // An answer to a question that was given up.
    if (!pending) return;
    if (outcome?.$case === 'classification') pending.resolve(outcome.value);
    else if (outcome?.$case === 'failure') pending.reject(toError(outcome.value));
    else pending.reject(EaselError.from(new Error('inference answered without an outcome')));
  }

  #failAll(cause: Error) {
    for (const { reject } of [...this.#pending.values()]) reject(outOfReach(cause));
  }

  #nextId() {
    do this.#lastId = (this.#lastId + 1) % IDS;
    while (this.#pending.has(this.#lastId));
    return this.#lastId;
  }
}

function askOf(id: number, question: Question, deadlineMs: number): inference.Ask {
  const { deployment, topNum, logId, from = untraced, background = false, version = '' } = question;
  const value = { deployment, topNum, deadlineMs, logId, ...from, background, version };
  return { id, action: { $case: 'picture', value } };
}

/**
 * What cannot be written would break the stream off, and with it fail every other question on it.
 * @throws Error saying what of it is out of bounds.
 */
function requireWritable(ask: inference.Ask): void {
  inference.Ask.encode(ask);
}

/** What nobody foresaw in inference says nothing of itself here either. */
function toError(failure: inference.Failure): EaselError {
  const error = fromFailure(failure);
  if (error.code !== 336000) return error;
  return EaselError.from(new Error(`inference failed: ${failure.detail}`, { cause: error }));
}

/** Nobody is there to ask. */
const untraced: TraceContext = { traceparent: '', tracestate: '' };

export const outOfReach = (cause?: Error) =>
  new Unavailable('unreachable', 'inference is out of reach', cause && { cause });
const tooLate = () => new Unavailable('deadline', 'no answer before the deadline');
