import { EventEmitter } from 'node:events';
import {
  Server,
  ServerCredentials,
  type sendUnaryData,
  type ServerDuplexStream,
  type ServerUnaryCall,
  type ServerWritableStream,
} from '@grpc/grpc-js';
import { EaselError } from '@easel/errors';
import { unusedPorts } from '@easel/platform/testing';
import { asksOf, inferenceService, inference, toFailure, type SentPicture } from '@easel/rpc';
import { canaryPicture } from '../health/canary-picture.js';

type LoadWatch = ServerWritableStream<inference.WatchLoadRequest, inference.WatchLoadResponse>;
type Call = ServerDuplexStream<inference.ClassifyRequest, inference.ClassifyResponse>;
type Watch = ServerWritableStream<
  inference.WatchDeploymentsRequest,
  inference.WatchDeploymentsResponse
>;

type Outcome = inference.ActivateResponse['outcome'];

/** What it says to a picture; never to say nothing at all. */
export type Verdict = (
  picture: SentPicture,
) =>
  inference.Classification | EaselError | 'never' | Promise<inference.Classification | EaselError>;

export const steel: Verdict = () => ({
  scores: [
    { name: '划痕, "deep"', score: 0.9318856000900269 },
    { name: 'intact', score: 0.05 },
  ],
  timing: { queueMs: 0.5, decodeMs: 1.25, inferMs: 8 },
  version: '1',
});

const idle: inference.Load = {
  ...{
    expectedWaitMs: 0,
    requests: 0,
    bytes: 0,
    full: false,
    lanes: 2,
    lanesReady: 2,
    laneRestarts: 0,
  },
  refused: [],
  background: undefined,
};

export const serving = (name: string, version = '1'): inference.Deployment => ({
  name,
  version,
  state: inference.DeploymentState.DEPLOYMENT_STATE_SERVING,
  problem: '',
  classes: 2,
  tuning: undefined,
  loading: undefined,
  refused: undefined,
  versions: [version],
  servingSinceMs: 0,
});

/** Inference as far as the wire: no pictures are looked at. */
export class FakeInference {
  verdict: Verdict = steel;
  /** What becomes of the next version that is asked for; undefined: nothing is ever said. */
  outcome: Outcome;
  /** Every version that was asked for. */
  readonly asked: inference.ActivateRequest[] = [];
  /** Every picture that came from callers. */
  readonly pictures: SentPicture[] = [];
  /** Tells of each picture that comes, and of each id that is cancelled. */
  readonly heard = new EventEmitter<{
    canary: [SentPicture];
    picture: [SentPicture, id: number];
    cancel: [id: number];
  }>();
  readonly #calls = new Set<Call>();
  readonly #watches = new Set<Watch>();
  readonly #loadWatches = new Set<LoadWatch>();
  #load = idle;
  #deployments = [serving('steel'), serving('tiles')];
  #server = new Server();
  readonly address: string;

  private constructor(address: string) {
    this.address = address;
  }

  static async start(address?: string): Promise<FakeInference> {
    const fake = new FakeInference(address ?? `127.0.0.1:${await unusedPorts(1)}`);
    await fake.listen();
    return fake;
  }

  async listen(): Promise<void> {
    this.#server = new Server({ 'grpc.max_receive_message_length': 16 * 1024 * 1024 });
    this.#server.addService(inferenceService, {
      classify: (call: Call) => this.#classify(call),
      watchLoad: (watch: LoadWatch) => {
        this.#loadWatches.add(watch);
        watch.on('cancelled', () => this.#loadWatches.delete(watch));
        watch.write({ load: this.#load });
      },
      watchDeployments: (watch: Watch) => {
        this.#watches.add(watch);
        watch.on('cancelled', () => this.#watches.delete(watch));
        watch.write({ deployments: this.#deployments });
      },
      activate: (
        { request }: ServerUnaryCall<inference.ActivateRequest, inference.ActivateResponse>,
        done: sendUnaryData<inference.ActivateResponse>,
      ) => {
        this.asked.push(request);
        if (this.outcome) done(null, { outcome: this.outcome });
      },
    });
    await new Promise<void>((resolve, reject) =>
      this.#server.bindAsync(this.address, ServerCredentials.createInsecure(), (error) =>
        error ? reject(error) : resolve(),
      ),
    );
  }

  /** Gone at once, as if killed. The address stays its own. */
  kill(): void {
    this.#server.forceShutdown();
    this.#calls.clear();
    this.#watches.clear();
    this.#loadWatches.clear();
  }

  /** Says that it is so busy. */
  beBusy(load: Partial<inference.Load>): void {
    this.#load = { ...idle, ...load };
    for (const watch of this.#loadWatches) watch.write({ load: this.#load });
  }

  deploy(...deployments: inference.Deployment[]): void {
    this.#deployments = deployments;
    for (const watch of this.#watches) watch.write({ deployments });
  }

  #classify(call: Call) {
    this.#calls.add(call);
    call.on('data', (request: inference.ClassifyRequest) => {
      for (const { id, picture } of asksOf(request))
        if (picture) void this.#answer(call, id, picture);
        else this.heard.emit('cancel', id);
    });
    call.on('end', () => call.end());
    call.on('error', () => undefined);
  }

  async #answer(call: Call, id: number, picture: SentPicture) {
    if (picture.image.equals(canaryPicture)) this.heard.emit('canary', picture);
    else {
      this.pictures.push(picture);
      this.heard.emit('picture', picture, id);
    }
    const verdict = await this.verdict(picture);
    if (verdict === 'never') return;
    const outcome: inference.Reply['outcome'] =
      verdict instanceof EaselError
        ? { $case: 'failure', value: toFailure(verdict) }
        : { $case: 'classification', value: verdict };
    call.write({ replies: [{ id, outcome }] });
  }
}
