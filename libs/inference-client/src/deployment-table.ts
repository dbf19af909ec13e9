import { EaselError } from '@easel/errors';
import { inference } from '@easel/rpc';
import type { Replica } from './replica.js';
import { Unavailable } from './unavailable.js';

/** Which deployments there are, as the replicas of inference last said: kept while all are gone. */
export class DeploymentTable {
  readonly #replicas: () => readonly Replica[];
  readonly #listeners = new Set<() => void>();
  /** Put together once a change, since it is looked into for every request. */
  #rows: ReadonlyMap<string, inference.Deployment> | undefined;

  constructor(replicas: () => readonly Replica[]) {
    this.#replicas = replicas;
  }

  /** Whether an inference is there to say when this changes. */
  get reachable(): boolean {
    return this.#replicas().some(({ deployments }) => deployments.reachable);
  }

  /** What callers may ask for, sorted by name; empty before inference said anything. */
  list(): inference.Deployment[] {
    return this.all().filter(isActivated);
  }

  /** Also those of which no version was ever activated. */
  all(): inference.Deployment[] {
    return [...(this.#rows?.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /**
   * Refuses a name that is not deployed.
   * @throws EaselError 336001 naming those that are; Unavailable before inference said which.
   */
  require(name: string): void {
    if (!this.#rows) throw new Unavailable('loading', 'the models are loading');
    const deployment = this.#rows.get(name);
    if (deployment && isActivated(deployment)) return;
    const names = this.list().map((each) => each.name);
    const deployed = names.length > 0 ? `deployed: ${names.join(', ')}` : 'nothing is deployed';
    throw new EaselError(
      336001,
      `no deployment is called ${JSON.stringify(name.slice(0, 64))} (upper and lower case count); ${deployed}`,
    );
  }

  /** Who speaks for a deployment: whose row is shown, and who is asked to change it. */
  spokesman(name: string): Replica | undefined {
    return spokesman(name, this.#replicas());
  }

  /** Calls `listener` whenever the table or `reachable` has changed. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  /** A replica has something new to say, or came, or went. */
  renew(): void {
    const replicas = this.#replicas();
    if (replicas.some(({ deployments }) => deployments.rows)) this.#rows = unite(replicas);
    for (const listener of this.#listeners) listener();
  }
}

function unite(replicas: readonly Replica[]): Map<string, inference.Deployment> {
  const there = thoseThere(replicas);
  const names = new Set(there.flatMap(({ deployments }) => [...(deployments.rows?.keys() ?? [])]));
  const united = new Map<string, inference.Deployment>();
  for (const name of names) {
    const shown = spokesman(name, replicas)?.deployments.rows?.get(name);
    if (shown) united.set(name, { ...shown, problem: shown.problem || elsewhere(name, there) });
  }
  return united;
}

/** What one that is gone said last counts only where all are gone. */
function thoseThere(replicas: readonly Replica[]): readonly Replica[] {
  const there = replicas.filter(({ deployments }) => deployments.reachable);
  return there.length > 0 ? there : replicas;
}

/** The first that serves it, since that is what callers get; else the first that has it. */
function spokesman(name: string, replicas: readonly Replica[]): Replica | undefined {
  const having = thoseThere(replicas).filter(({ deployments }) => deployments.rows?.has(name));
  return having.find((replica) => replica.serves(name)) ?? having[0];
}

/** What is wrong with a deployment on a replica that is not the one that is shown. */
function elsewhere(name: string, there: readonly Replica[]): string {
  for (const { address, deployments } of there) {
    const row = deployments.rows?.get(name);
    if (row?.state === FAILED && row.problem !== '') return `on ${address}: ${row.problem}`;
  }
  return '';
}

const { DEPLOYMENT_STATE_FAILED: FAILED, DEPLOYMENT_STATE_IDLE: IDLE } = inference.DeploymentState;
const isActivated = ({ state }: inference.Deployment): boolean => state !== IDLE;
