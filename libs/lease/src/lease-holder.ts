import { randomBytes } from 'node:crypto';
import {
  denialOf,
  Keyring,
  LicenseError,
  whys,
  type License,
  type Observation,
  type Trust,
  type Why,
} from '@easel/license';
import type { Logger } from '@easel/platform';
import type { licensing, MutualTls } from '@easel/rpc';
import { systemClock, type Clock } from './clock.js';
import { AuthFailed } from './auth-failed.js';
import { judge, OUT_OF_REACH, type Lease, type Refusal } from './lease.js';
import { LicensingLink } from './licensing-link.js';

export interface LeaseHolderOptions {
  /** Where licensing listens: `unix:/absolute/path` or `HOST:PORT`. */
  address: string;
  /** For a port: what it shows of itself there, and whom it believes. */
  tls?: MutualTls | undefined;
  holder: 'gateway' | 'inference' | 'batch';
  trust: Trust;
  log: Logger;
  /** This machine as the holder sees it: with it, the holder refuses a token that could not be for this machine. */
  observe?: () => Observation;
  clock?: Clock;
}

/** The lease as operators see it. */
export interface LeaseStatus {
  inForce: boolean;
  /** Why there is none, in a few words. */
  reason?: string;
  /** The same in one word. */
  why?: Why;
  /** Whether it is past its end, in its grace. */
  grace?: boolean;
  /** What to tell those who use it of its end, if that is near. */
  warning?: string;
  /** The customer that the licence names. */
  licensee?: string;
  kind?: License['kind'];
  /** When the licence ends, seconds since 1970; null for one without end. */
  expires?: number | null;
}

/** After no answer, or none that counts. */
const RETRY_MS = 1000;
/** After a refusal: licensing says on its stream when to ask again, this is for when that was lost. */
const REFUSED_MS = 10_000;
/** Between two streams, so that a server which ends each at once is not asked without pause. */
const REWATCH_MS = 250;
/** Between two questions, however short a lease is. */
const SHORTEST_MS = 50;

const nothing = () => undefined;

/** Keeps a lease on this machine's licence, asking licensing again long before it runs out. */
export class LeaseHolder {
  readonly #options: LeaseHolderOptions;
  readonly #clock: Clock;
  readonly #link: LicensingLink;
  readonly #listeners = new Set<(status: LeaseStatus) => void>();

  /** On the monotonic clock; the lease counts before it. */
  #until = -Infinity;
  #covered = new Set<string>();
  #lease: Lease | undefined;
  /** When the lease was asked for, on the monotonic clock. */
  #since = -Infinity;
  /** Why there is no lease, from `#until` on. */
  #refusal = OUT_OF_REACH;
  readonly #keyring: Keyring;

  /** Whether the last question got an answer that counts: the log tells of changes. */
  #answered = true;
  #asking = false;
  #askAgain = false;
  #closed = false;
  #last = '';
  #stopTimer: () => void = nothing;
  #stopLapse: () => void = nothing;
  #stopWatch: () => void = nothing;

  private constructor(options: LeaseHolderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#link = new LicensingLink(options.address, options.tls);
    this.#keyring = new Keyring(options.trust);
  }

  /** Begins to ask, and returns at once: until the first answer there is no lease. */
  static start(options: LeaseHolderOptions): LeaseHolder {
    const holder = new LeaseHolder(options);
    holder.#watch();
    void holder.#ask();
    return holder;
  }

  /**
   * Refuses what the licence does not cover now. On the path of every request: a comparison of two numbers and a
   * look into a set.
   * @throws AuthFailed (337000) with the reason.
   */
  require(deployment: string): void {
    const current = this.#clock.monotonic() < this.#until;
    if (current && (this.#covered.has(deployment) || this.#covered.has('*'))) return;
    throw new AuthFailed(
      current
        ? { why: 'other-deployment', reason: `the licence does not cover ${deployment}` }
        : this.#refusal,
    );
  }

  status(): LeaseStatus {
    const inForce = this.#clock.monotonic() < this.#until;
    if (!this.#lease) return { inForce, ...(!inForce && this.#refusal) };
    const { license, grace, warning } = this.#lease;
    return {
      inForce,
      ...(inForce ? { grace, ...(warning !== undefined && { warning }) } : this.#refusal),
      licensee: license.customer,
      kind: license.kind,
      expires: license.exp ?? null,
    };
  }

  /** What to tell those who use the licence of its end, if that is near. Set when the lease was, and gone with it. */
  get warning(): string | undefined {
    return this.#clock.monotonic() < this.#until ? this.#lease?.warning : undefined;
  }

  /** Milliseconds since the lease that is held was asked for; undefined while there is none. */
  age(): number | undefined {
    const now = this.#clock.monotonic();
    return now < this.#until ? now - this.#since : undefined;
  }

  /** Seconds until the licence ends, as it is judged: a clock set back wins none. Undefined while none is known. */
  secondsLeft(): number | undefined {
    if (!this.#lease) return undefined;
    const { license, judged } = this.#lease;
    const now = Math.max(this.#clock.wall(), judged + this.#clock.monotonic() - this.#since);
    return (license.exp ?? Infinity) - now / 1000;
  }

  /** Calls `listener` whenever `status()` has changed. Returns how to stop that. */
  onChange(listener: (status: LeaseStatus) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  close(): void {
    this.#closed = true;
    this.#stopTimer();
    this.#stopLapse();
    this.#stopWatch();
    this.#link.close();
  }

  #watch(): void {
    if (this.#closed) return;
    this.#stopWatch = this.#link.watch(this.#options.holder, {
      change: () => void this.#ask(),
      end: () => {
        if (!this.#closed) this.#stopWatch = this.#clock.after(REWATCH_MS, () => this.#watch());
      },
    });
  }

  /** Asks for a lease now, and sees to it that the next one is asked for in time. */
  async #ask(): Promise<void> {
    this.#askAgain = this.#asking;
    if (this.#asking) return;
    this.#asking = true;
    this.#stopTimer();
    const next = await this.#askOnce();
    this.#asking = false;
    if (this.#closed) return;
    this.#announce();
    if (this.#askAgain) return this.#ask();
    this.#stopTimer = this.#clock.after(next, () => void this.#ask());
  }

  /** @returns milliseconds until the next question. */
  async #askOnce(): Promise<number> {
    const { holder, observe, log } = this.#options;
    const nonce = randomBytes(16);
    const asked = this.#clock.monotonic();
    try {
      const reply = await this.#link.ask({ nonce, holder });
      if (!nonce.equals(reply.nonce)) throw new Error('an answer to some other question');
      if (!this.#answered) log.info('licensing answers');
      this.#answered = true;
      if (reply.outcome?.$case !== 'grant') return this.#refused(refusalIn(reply.outcome?.value));
      const grant = reply.outcome.value;
      // An older one, or none, changes nothing: what was seen in force here stays so.
      if (grant.keyset !== '') this.#keyring.offer(grant.keyset);
      const grounds = {
        keyset: this.#keyring.inForce(),
        wall: this.#clock.wall(),
        observation: observe?.(),
      };
      const lease = judge(grant, grounds);
      return 'why' in lease ? this.#refused(lease) : this.#hold(lease, asked);
    } catch (err) {
      if (err instanceof LicenseError) {
        const { why, reason } = denialOf(err);
        return this.#refused({ why, reason: reason.en });
      }
      if (this.#answered) log.warn({ err }, 'no answer from licensing that counts; asking on');
      this.#answered = false;
      return RETRY_MS;
    }
  }

  #hold(lease: Lease, asked: number): number {
    this.#until = asked + lease.lasts;
    this.#since = asked;
    this.#lease = lease;
    this.#covered = new Set(lease.license.deployments);
    this.#refusal = lease.afterwards;
    this.#stopLapse();
    const left = this.#until - this.#clock.monotonic();
    this.#stopLapse = this.#clock.after(Math.max(left, 0) + 1, () => this.#announce());
    return Math.max(lease.lasts / 3, SHORTEST_MS);
  }

  #refused(refusal: Refusal): number {
    this.#until = -Infinity;
    this.#refusal = refusal;
    this.#stopLapse();
    return REFUSED_MS;
  }

  /** Tells the log and the listeners, once for each state. */
  #announce(): void {
    const status = this.status();
    const now = JSON.stringify(status);
    if (now === this.#last) return;
    this.#last = now;
    const { log } = this.#options;
    if (status.inForce) log.info({ license: status }, 'licence in force');
    else log.warn({ license: status }, 'no licence in force');
    for (const listener of this.#listeners) listener(status);
  }
}

/** What licensing said; from another version of it the word may be one that this one does not know. */
function refusalIn(said: licensing.Refusal | undefined): Refusal {
  if (!said) return OUT_OF_REACH;
  return { why: whys.find((why) => why === said.why) ?? 'invalid', reason: said.reason };
}
