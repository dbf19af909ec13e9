import { credentials, Metadata, status, type ClientOptions } from '@grpc/grpc-js';
import { InferenceServiceClient, LARGEST_MESSAGE, type inference } from '@easel/rpc';
import { ClassifyStream, outOfReach, type Question } from './classify-stream.js';
import { DeploymentTable } from './deployment-table.js';
import { LoadWatch } from './load-watch.js';

const channel: ClientOptions = {
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1000,
  // A machine that vanished without a word is noticed within 15 s.
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 5000,
  'grpc.max_send_message_length': LARGEST_MESSAGE,
  'grpc.max_receive_message_length': LARGEST_MESSAGE,
};

/** How long an answer is waited for. */
interface Patience {
  waitMs: number;
  enough: AbortSignal;
}

/** Everything the gateway wants of inference. Reconnects by itself, for as long as it is open. */
export class InferenceClient {
  readonly deployments: DeploymentTable;
  readonly load: LoadWatch;
  readonly #client: InferenceServiceClient;
  readonly #questions: ClassifyStream;

  /** @param address `unix:/absolute/path` or `HOST:PORT`. */
  constructor(address: string) {
    this.#client = new InferenceServiceClient(address, credentials.createInsecure(), channel);
    this.#questions = new ClassifyStream(this.#client);
    this.deployments = new DeploymentTable(this.#client);
    this.load = new LoadWatch(this.#client);
  }

  /**
   * As `ClassifyStream.classify`, but refused at once while inference is out of reach: an address that swallows
   * connections would take until the deadline to say so.
   */
  classify(question: Question, gone: AbortSignal): Promise<inference.Classification> {
    if (!this.deployments.reachable) return Promise.reject(outOfReach());
    return this.#questions.classify(question, gone);
  }

  /**
   * Asks for a version to be put into service, and waits no longer than `waitMs` or until `enough` aborts; inference goes
   * on all the same.
   * @returns undefined when this is told neither that it is done nor that it is refused by then.
   * @throws EaselError 336100 when inference is out of reach, or goes away meanwhile.
   */
  activate(
    request: inference.ActivateRequest,
    { waitMs, enough }: Patience,
  ): Promise<inference.ActivateResponse | undefined> {
    if (!this.deployments.reachable) return Promise.reject(outOfReach());
    return new Promise((resolve, reject) => {
      const deadline = Date.now() + waitMs;
      const metadata = new Metadata();
      const call = this.#client.activate(request, metadata, { deadline }, (error, response) => {
        enough.removeEventListener('abort', leave);
        if (!error) resolve(response);
        else if (error.code === status.DEADLINE_EXCEEDED || enough.aborted) resolve(undefined);
        else reject(outOfReach(error));
      });
      const leave = () => call.cancel();
      enough.addEventListener('abort', leave);
      if (enough.aborted) leave();
    });
  }

  close(): void {
    this.#questions.close();
    this.deployments.close();
    this.load.close();
    this.#client.close();
  }
}
