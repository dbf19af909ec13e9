import type { ClientReadableStream } from '@grpc/grpc-js';
import type { inference, InferenceServiceClient } from '@easel/rpc';
import { SteadyStream } from './steady-stream.js';

type Call = ClientReadableStream<inference.WatchLoadResponse>;

/** How busy one inference is, as it last said: at most a tenth of a second ago, or at once where it is full. */
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

  close(): void {
    this.#stream.close();
  }
}
