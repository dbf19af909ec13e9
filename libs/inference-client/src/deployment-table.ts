import type { ClientReadableStream } from '@grpc/grpc-js';
import { EaselError } from '@easel/errors';
import { inference, type InferenceServiceClient } from '@easel/rpc';
import { Unavailable } from './unavailable.js';
import { SteadyStream } from './steady-stream.js';

type Call = ClientReadableStream<inference.WatchDeploymentsResponse>;

/** Which deployments there are, as inference last said: kept while inference is gone. */
export class DeploymentTable {
  readonly #stream: SteadyStream<Call>;
  readonly #listeners = new Set<() => void>();
  #deployments: Map<string, inference.Deployment> | undefined;
  #reachable = false;

  constructor(client: InferenceServiceClient) {
    const begin = () =>
      client
        .watchDeployments({})
        .on('data', ({ deployments }: inference.WatchDeploymentsResponse) => {
          this.#deployments = new Map(deployments.map((each) => [each.name, each]));
          this.#reachable = true;
          this.#tell();
        }) as Call;
    this.#stream = new SteadyStream(begin, () => {
      if (!this.#reachable) return;
      this.#reachable = false;
      this.#tell();
    });
  }

  /** Whether inference is there to say when this changes. */
  get reachable(): boolean {
    return this.#reachable;
  }

  /** What callers may ask for, sorted by name; empty before inference said anything. */
  list(): inference.Deployment[] {
    return this.all().filter(isActivated);
  }

  /** Also those of which no version was ever activated. */
  all(): inference.Deployment[] {
    return [...(this.#deployments?.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * Refuses a name that is not deployed.
   * @throws EaselError 336001 naming those that are; Unavailable before inference said which.
   */
  require(name: string): void {
    if (!this.#deployments) throw new Unavailable('loading', 'the models are loading');
    const deployment = this.#deployments.get(name);
    if (deployment && isActivated(deployment)) return;
    const names = this.list().map((each) => each.name);
    const deployed = names.length > 0 ? `deployed: ${names.join(', ')}` : 'nothing is deployed';
    throw new EaselError(
      336001,
      `no deployment is called ${JSON.stringify(name.slice(0, 64))} (upper and lower case count); ${deployed}`,
    );
  }

  /** Calls `listener` whenever the table or `reachable` has changed. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  close(): void {
    this.#stream.close();
  }

  #tell() {
    for (const listener of this.#listeners) listener();
  }
}

const isActivated = ({ state }: inference.Deployment): boolean =>
  state !== inference.DeploymentState.DEPLOYMENT_STATE_IDLE;
