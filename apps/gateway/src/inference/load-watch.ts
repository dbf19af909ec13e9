import type { ClientReadableStream } from '@grpc/grpc-js';
import type { inference, InferenceServiceClient } from '@easel/rpc';
import { Unavailable } from '../unavailable.js';
import { SteadyStream } from './steady-stream.js';

type Call = ClientReadableStream<inference.WatchLoadResponse>;

/** How busy inference is, as it last said: at most a tenth of a second ago. */
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
   * @throws Unavailable when an answer would take longer than `deadlineMs`.
   */
  require(deadlineMs: number): void {
    const wait = this.#load?.expectedWaitMs ?? 0;
    if (wait > deadlineMs)
      throw new Unavailable(
        'busy',
        `the wait of about ${wait} ms is over the deadline of ${deadlineMs} ms`,
        { seconds: Math.ceil(wait / 1000) },
      );
  }

  close(): void {
    this.#stream.close();
  }
}
