import { Metadata, status, type ClientOptions } from '@grpc/grpc-js';
import {
  channelCredentials,
  inference,
  InferenceServiceClient,
  LARGEST_MESSAGE,
  type MutualTls,
} from '@easel/rpc';
import type { Place } from './addresses.js';
import { ClassifyStream, outOfReach, type Question } from './classify-stream.js';
import { DeploymentWatch } from './deployment-watch.js';
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
export interface Patience {
  waitMs: number;
  enough: AbortSignal;
}

/** One inference process, and a stream to it. Reconnects by itself, for as long as it is open. */
export class Replica {
  readonly address: string;
  readonly deployments: DeploymentWatch;
  readonly load: LoadWatch;
  /** Questions that it has not answered yet. */
  asked = 0;
  /** Until when it is left alone, on performance.now's clock: it has just refused what another may take. */
  restsUntil = 0;
  readonly #client: InferenceServiceClient;
  readonly #questions: ClassifyStream;
  #retired = false;

  /** @param onChange is told when its deployments, or whether it is reachable, have changed. */
  constructor({ address, name }: Place, tls: MutualTls | undefined, onChange: () => void) {
    this.address = address;
    // Found by its number, known by the name that leads there.
    const known = name && { 'grpc.ssl_target_name_override': name, 'grpc.default_authority': name };
    const options = { ...channel, ...known };
    this.#client = new InferenceServiceClient(address, channelCredentials(address, tls), options);
    this.#questions = new ClassifyStream(this.#client);
    this.deployments = new DeploymentWatch(this.#client, onChange);
    this.load = new LoadWatch(this.#client);
  }

  /** Whether it would answer a question now, of that version where one is named. */
  serves(deployment: string, version = ''): boolean {
    const row = this.deployments.rows?.get(deployment);
    if (!this.deployments.reachable || row?.state !== SERVING) return false;
    return version === '' || row.versions.includes(version);
  }

  /**
   * As `ClassifyStream.classify`, but refused at once while it is out of reach: an address that swallows connections
   * would take until the deadline to say so.
   */
  classify(question: Question, gone: AbortSignal): Promise<inference.Classification> {
    if (!this.deployments.reachable) return Promise.reject(outOfReach());
    this.asked += 1;
    return this.#questions.classify(question, gone).finally(() => {
      this.asked -= 1;
      if (this.#retired && this.asked === 0) this.close();
    });
  }

  /** As `InferenceClient.activate`. */
  activate(
    request: inference.ActivateRequest,
    { waitMs, enough }: Patience,
  ): Promise<inference.ActivateResponse | undefined> {
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

  /** Nobody asks it any more: it is closed once it has answered. */
  retire(): void {
    this.#retired = true;
    if (this.asked === 0) this.close();
  }

  close(): void {
    this.#questions.close();
    this.deployments.close();
    this.load.close();
    this.#client.close();
  }
}

const { DEPLOYMENT_STATE_SERVING: SERVING } = inference.DeploymentState;
