import { EaselError } from '@easel/errors';
import type { inference, MutualTls } from '@easel/rpc';
import { Addresses, type Lookup, type Place } from './addresses.js';
import { outOfReach, type Question } from './classify-stream.js';
import { CommonLoad } from './common-load.js';
import { DeploymentTable } from './deployment-table.js';
import { Replica, type Patience } from './replica.js';

/** For how long one that refused is asked only where all others have refused, too. */
const REST_MS = 1000;

/** Everything the gateway wants of inference, of which there may be several: a stream to each, and the work spread. */
export class InferenceClient {
  readonly deployments: DeploymentTable;
  readonly load: CommonLoad;
  readonly #tls: MutualTls | undefined;
  readonly #addresses: Addresses;
  #replicas: readonly Replica[] = [];
  #turn = 0;

  /** @param addresses each `unix:/absolute/path`, `HOST:PORT`, or `dns:HOST:PORT` for every address that HOST has. */
  constructor(addresses: readonly string[], tls?: MutualTls, look?: Lookup) {
    this.#tls = tls;
    this.deployments = new DeploymentTable(() => this.#replicas);
    this.load = new CommonLoad(() => this.#replicas);
    this.#addresses = new Addresses(addresses, (places) => this.#follow(places), look);
    this.#follow(this.#addresses.places);
  }

  /**
   * Asks the replica that has the least to do. What it refuses and another may take is asked once more of that one: it is
   * stopping, or full, or gone, or its machine has no licence.
   * @throws EaselError what inference says; Unavailable when it is out of reach, breaks off or misses the deadline.
   */
  classify(question: Question, gone: AbortSignal): Promise<inference.Classification> {
    const [only, ...others] = this.#replicas;
    if (!only) return Promise.reject(outOfReach());
    if (others.length === 0) return only.classify(question, gone);
    return this.#spread(question, gone);
  }

  /**
   * Asks for a version to be put into service, and waits no longer than `waitMs` or until `enough` aborts; inference goes
   * on all the same. One replica is asked: the others follow the file that it writes.
   * @returns undefined when this is told neither that it is done nor that it is refused by then.
   * @throws EaselError 336100 when inference is out of reach, or goes away meanwhile.
   */
  activate(
    request: inference.ActivateRequest,
    patience: Patience,
  ): Promise<inference.ActivateResponse | undefined> {
    const replica =
      this.deployments.spokesman(request.deployment) ??
      this.#replicas.find(({ deployments }) => deployments.reachable);
    if (!replica?.deployments.reachable) return Promise.reject(outOfReach());
    return replica.activate(request, patience);
  }

  close(): void {
    this.#addresses.close();
    for (const replica of this.#replicas) replica.close();
  }

  async #spread(question: Question, gone: AbortSignal): Promise<inference.Classification> {
    const first = this.#choose(question);
    try {
      return await first.classify(question, gone);
    } catch (error) {
      if (!mayGoElsewhere(error) || gone.aborted || performance.now() >= question.deadline)
        throw error;
      first.restsUntil = performance.now() + REST_MS;
      const second = this.#choose(question);
      if (second === first || busyness(second) >= LAST) throw error;
      return second.classify(question, gone);
    }
  }

  /** Of those that serve it, the least busy; each in its turn where several are. */
  #choose({ deployment, version }: Question): Replica {
    const serving = this.#replicas.filter((replica) => replica.serves(deployment, version));
    const from = serving.length > 0 ? serving : this.#replicas;
    this.#turn += 1;
    const first = this.#turn % from.length;
    return [...from.slice(first), ...from.slice(0, first)].reduce((best, next) =>
      busyness(next) < busyness(best) ? next : best,
    );
  }

  #follow(places: Place[]): void {
    const before = new Map(this.#replicas.map((replica) => [replica.address, replica]));
    const known = new Set(places.map(({ address }) => address));
    if (known.size === before.size && places.every(({ address }) => before.has(address))) return;
    const change = () => this.deployments.renew();
    this.#replicas = [...new Map(places.map((place) => [place.address, place])).values()].map(
      (place) => before.get(place.address) ?? new Replica(place, this.#tls, change),
    );
    for (const [address, replica] of before) if (!known.has(address)) replica.retire();
    change();
  }
}

/** Busier than any that takes pictures. */
const LAST = 1e6;

/** Pictures a lane, with the one that would come; more than `LAST` for one that would refuse it. */
function busyness({ asked, load, deployments, restsUntil }: Replica): number {
  const { lanesReady = 0, full = true } = load.now ?? {};
  const refuses = !deployments.reachable || full || restsUntil > performance.now();
  return (refuses ? LAST : 0) + (asked + 1) / Math.max(1, lanesReady);
}

const mayGoElsewhere = (error: unknown) =>
  error instanceof EaselError && (error.code === 336100 || error.code === 337000);
