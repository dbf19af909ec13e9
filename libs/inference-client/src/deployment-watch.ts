import type { ClientReadableStream } from '@grpc/grpc-js';
import type { inference, InferenceServiceClient } from '@easel/rpc';
import { SteadyStream } from './steady-stream.js';

type Call = ClientReadableStream<inference.WatchDeploymentsResponse>;

/** Which deployments one inference has, as it last said: kept while it is gone. */
export class DeploymentWatch {
  readonly #stream: SteadyStream<Call>;
  #rows: Map<string, inference.Deployment> | undefined;
  #reachable = false;

  /** @param onChange is told whenever `rows` or `reachable` has changed. */
  constructor(client: InferenceServiceClient, onChange: () => void) {
    const begin = () =>
      client
        .watchDeployments({})
        .on('data', ({ deployments }: inference.WatchDeploymentsResponse) => {
          this.#rows = new Map(deployments.map((each) => [each.name, each]));
          this.#reachable = true;
          onChange();
        }) as Call;
    this.#stream = new SteadyStream(begin, () => {
      if (!this.#reachable) return;
      this.#reachable = false;
      onChange();
    });
  }

  /** Whether it is there to say when this changes. */
  get reachable(): boolean {
    return this.#reachable;
  }

  /** By name; undefined before it said anything. */
  get rows(): ReadonlyMap<string, inference.Deployment> | undefined {
    return this.#rows;
  }

  close(): void {
    this.#stream.close();
  }
}
