import type { ClientReadableStream } from '@grpc/grpc-js';
import type { inference, InferenceServiceClient } from '@easel/rpc';
import { Unavailable } from './unavailable.js';
import { SteadyStream } from './steady-stream.js';

type Call = ClientReadableStream<inference.WatchLoadResponse>;

/** How busy inference is, as it last said: at most a tenth of a second ago, or at once where it is full. */
export class LoadWatch {
  readonly #stream: SteadyStream<Call>;
  #load: inference.Load | undefined;

  constructor(client: InferenceServiceClient) {
    const begin = () =>
      client.watchLoad({}).on('data', ({ load }: inference.WatchLoadResponse) => {
        this.#load = load;
      }) as Call;
    this.#stream = new SteadyStream(begin, () => (this.#load = undefined));
  }

  /** Undefined while inference is out of reach. */
  get now(): inference.Load | undefined {
    return this.#load;
  }

  /**
   * Refuses what inference would refuse, before it is received and sent on.
   * @throws Unavailable when it is full, or an answer would take longer than `deadlineMs`.
   */
  require(deadlineMs: number): void {
    const { expectedWaitMs: wait = 0, full = false, requests } = this.#load ?? {};
    const seconds = Math.max(1, Math.ceil(wait / 1000));
    if (full) throw new Unavailable('busy', `${requests} requests are waiting`, { seconds });
    if (wait > deadlineMs)
      throw new Unavailable(
        'busy',
        `the wait of about ${wait} ms is over the deadline of ${deadlineMs} ms`,
        { seconds },
      );
  }

  close(): void {
    this.#stream.close();
  }
}
