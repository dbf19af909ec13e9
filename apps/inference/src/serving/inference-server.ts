import { finished } from 'node:stream/promises';
import { setTimeout as passed } from 'node:timers/promises';
import { Server, type ServerDuplexStream, type ServerWritableStream } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { EaselError } from '@easel/errors';
import type { Logger, Span, Tracing } from '@easel/platform';
import {
  asksOf,
  type inference,
  inferenceService,
  LARGEST_MESSAGE,
  listen,
  type MutualTls,
  Outbox,
  type SentPicture,
  toFailure,
} from '@easel/rpc';
import type { Admission } from '../admission.js';
import type { LanePool } from '../lanes/lane-pool.js';
import type { Rank } from '../lanes/protocol.js';
import { answerActivate } from './answer-activate.js';
import type { Classify } from './classify.js';
import type { Deployments } from './deployments.js';
import { watchLoad } from './watch-load.js';

/** How long the other ends may take to hear the last answers. */
const FAREWELL_MS = 1000;

const SERVICE = 'easel.inference.v1.InferenceService';
const CLASSIFY = `${SERVICE}/Classify`;

type ClassifyStream = ServerDuplexStream<inference.ClassifyRequest, inference.ClassifyResponse>;
type WatchStream = ServerWritableStream<
  inference.WatchDeploymentsRequest,
  inference.WatchDeploymentsResponse
>;

interface ServerParts {
  classify: Classify;
  deployments: Deployments;
  admission: Record<Rank, Admission>;
  pool: LanePool;
  /** Absent where requests are not traced. */
  tracing?: Tracing | undefined;
  log: Logger;
}

interface Place {
  address: string;
  tls?: MutualTls | undefined;
}

/** The gRPC face of inference. */
export class InferenceServer {
  readonly #server = new Server({ 'grpc.max_receive_message_length': LARGEST_MESSAGE });
  readonly #health = new HealthImplementation({ '': 'NOT_SERVING', [SERVICE]: 'NOT_SERVING' });
  readonly #classify: Classify;
  readonly #log: Logger;
  readonly #tracing: Tracing | undefined;
  readonly #underWay = new Set<Promise<void>>();
  /** How each stream is ended; resolves once its other end has heard everything. */
  readonly #conversations = new Set<() => Promise<unknown>>();
  #stopping = false;

  private constructor(parts: ServerParts) {
    this.#classify = parts.classify;
    this.#log = parts.log;
    this.#tracing = parts.tracing;
    const handlers: inference.InferenceServiceServer = {
      classify: (stream) => this.#converse(stream),
      watchDeployments: (stream) => watch(stream, parts.deployments),
      watchLoad: watchLoad(parts),
      activate: answerActivate(parts.deployments),
    };
    this.#server.addService(inferenceService, handlers);
    this.#health.addToServer(this.#server);
  }

  /** Answers on `unix:/path` or `host:port`. */
  static async start({ address, tls }: Place, parts: ServerParts): Promise<InferenceServer> {
    const serving = new InferenceServer(parts);
    await listen(serving.#server, address, tls);
    serving.#tell('SERVING');
    return serving;
  }

  /** Refuses what comes, answers what is here, closes the streams. */
  async drain(): Promise<void> {
    this.#stopping = true;
    this.#tell('NOT_SERVING');
    while (this.#underWay.size > 0) await Promise.all(this.#underWay);
    // Streams are long-lived, and their other end does not know that we leave. What the last turn had to say goes first.
    const ended = Array.from(this.#conversations, (end) => end());
    await Promise.race([Promise.all(ended), passed(FAREWELL_MS)]);
    this.#server.forceShutdown();
  }

  #tell(status: 'SERVING' | 'NOT_SERVING'): void {
    this.#health.setStatus('', status);
    this.#health.setStatus(SERVICE, status);
  }

  #converse(stream: ClassifyStream): void {
    const asked = new Map<number, AbortController>();
    const underWay = new Set<Promise<void>>();
    const outbox = new Outbox<inference.Reply>((replies) => {
      if (!stream.cancelled) stream.write({ replies });
    });
    const take = async (id: number, picture: SentPicture) => {
      const gone = new AbortController();
      asked.set(id, gone);
      const outcome = await this.#answer(picture, gone.signal);
      asked.delete(id);
      outbox.add({ id, outcome });
    };
    stream.on('data', (request: inference.ClassifyRequest) => {
      for (const { id, picture } of asksOf(request)) {
        if (!picture) {
          asked.get(id)?.abort();
          continue;
        }
        const answered = take(id, picture);
        for (const set of [underWay, this.#underWay]) {
          set.add(answered);
          void answered.finally(() => set.delete(answered));
        }
      }
    });
    const end = () => {
      outbox.flush();
      stream.end();
      return finished(stream, { readable: false }).catch(() => undefined);
    };
    this.#conversations.add(end);
    const leave = () => {
      this.#conversations.delete(end);
      for (const gone of asked.values()) gone.abort();
    };
    stream.on('end', () => void Promise.all(underWay).then(end));
    stream.on('finish', () => this.#conversations.delete(end));
    stream.on('cancelled', leave);
    stream.on('error', leave);
  }

  /** Only of what is traced already: a trace begins with a caller. */
  #receive({ traceparent, tracestate, logId, deployment }: SentPicture): Span | undefined {
    if (traceparent === '') return undefined;
    return this.#tracing?.receive(CLASSIFY, {
      parent: { traceparent, tracestate },
      from: performance.now(),
      attributes: { 'easel.log_id': logId, 'easel.deployment': deployment },
    });
  }

  async #answer(picture: SentPicture, signal: AbortSignal): Promise<inference.Reply['outcome']> {
    const { logId, deployment } = picture;
    const span = this.#receive(picture);
    const traced = span && { trace_id: span.traceId };
    try {
      if (this.#stopping) throw EaselError.unavailable('inference is stopping', 1);
      const value = await this.#classify(picture, signal, span);
      this.#log.debug({ log_id: logId, ...traced, deployment, ...value.timing }, 'classified');
      span?.end({ code: 0, attributes: { 'easel.version': value.version } });
      return { $case: 'classification', value };
    } catch (thrown) {
      const error = EaselError.from(thrown);
      if (error.code === 336000)
        this.#log.error(
          { log_id: logId, ...traced, deployment, err: thrown },
          'classification failed',
        );
      else this.#log.info({ log_id: logId, ...traced, deployment, code: error.code }, error.detail);
      span?.end({ code: error.code });
      return { $case: 'failure', value: toFailure(error) };
    }
  }
}

function watch(stream: WatchStream, deployments: Deployments): void {
  const tell = () => {
    // Before the first look at the folder an empty table would mean that there is no deployment.
    if (deployments.settled) stream.write({ deployments: deployments.table() });
  };
  const leave = () => deployments.off('change', tell);
  deployments.on('change', tell);
  stream.on('cancelled', leave);
  stream.on('error', leave);
  tell();
}
