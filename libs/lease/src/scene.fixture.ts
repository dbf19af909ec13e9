import { EaselError } from '@easel/errors';
import type { Trust, Why } from '@easel/license';
import type { licensing } from '@easel/rpc';
import { pino } from 'pino';
import { FakeClock } from './fake-clock.fixture.js';
import { LeaseHolder, type LeaseHolderOptions, type LeaseStatus } from './lease-holder.js';
import { Licensing, type Answer } from './licensing.fixture.js';

export const MINUTE = 60_000;

/** When the holder asks again: of ten minutes granted a third is over, or it was refused. */
export const RENEWAL = (10 * MINUTE) / 3;
export const REFUSED = 10_000;

/** When a scene begins. */
export const noon = Date.UTC(2026, 10, 30, 12);

/** A holder, something in licensing's place, and a clock between them. */
export class Scene {
  readonly clock = new FakeClock(noon);
  readonly licensing = new Licensing(this.refusal('no answer was set'));
  readonly #trust: Trust;
  readonly #log = pino({ level: 'debug' }, { write: (line: string) => this.#logged(line) });
  #logged: (line: string) => void = () => undefined;
  #holder: LeaseHolder | undefined;

  private constructor(trust: Trust) {
    this.#trust = trust;
  }

  static async open(trust: Trust): Promise<Scene> {
    const scene = new Scene(trust);
    await scene.licensing.start();
    return scene;
  }

  get holder(): LeaseHolder {
    if (!this.#holder) throw new Error('the holder was not started');
    return this.#holder;
  }

  start(answer: Answer, options: Partial<LeaseHolderOptions> = {}): void {
    this.licensing.answer = answer;
    this.#holder = LeaseHolder.start({
      address: this.licensing.address,
      holder: 'gateway',
      trust: this.#trust,
      log: this.#log,
      clock: this.clock,
      ...options,
    });
  }

  /** Licensing's yes: ten minutes from now, unless changed. */
  grant(token: string, changes: Partial<licensing.Grant> = {}) {
    return ({ nonce }: licensing.LeaseRequest): licensing.LeaseResponse => ({
      nonce,
      outcome: {
        $case: 'grant',
        value: {
          token,
          durationMs: 10 * MINUTE,
          effectiveTimeMs: this.clock.wall(),
          keyset: '',
          ...changes,
        },
      },
    });
  }

  /** Licensing answers otherwise from now on, and says so. Resolves when the holder has judged it, and waits again. */
  async answers(answer: Answer, next: number): Promise<void> {
    const asked = Promise.withResolvers<undefined>();
    this.licensing.answer = (request) => {
      asked.resolve(undefined);
      return answer(request);
    };
    this.licensing.announce();
    await asked.promise; // from here on its last pause is over
    await this.clock.pending(next);
  }

  refusal(reason: string, why: Why = 'revoked'): Answer {
    return ({ nonce }) => ({ nonce, outcome: { $case: 'refusal', value: { reason, why } } });
  }

  /** Resolves once the holder's status is as asked for. */
  becomes(wanted: (status: LeaseStatus) => boolean): Promise<LeaseStatus> {
    return new Promise((resolve) => {
      const check = (status: LeaseStatus) => {
        if (!wanted(status)) return;
        stop();
        resolve(status);
      };
      const stop = this.holder.onChange(check);
      check(this.holder.status());
    });
  }

  inForce = () => this.becomes((status) => status.inForce);
  refused = () => this.becomes(({ reason = 'reach' }) => !reason.includes('reach'));

  /** Resolves when the log says so. */
  logs(text: string): Promise<void> {
    return new Promise((resolve) => {
      this.#logged = (line) => {
        if (line.includes(text)) resolve();
      };
    });
  }

  /** What a caller is told. */
  verdict(deployment = 'bolts'): string {
    try {
      this.holder.require(deployment);
      return 'let in';
    } catch (error) {
      if (error instanceof EaselError && error.code === 337000) return error.detail;
      throw error;
    }
  }

  close(): void {
    this.#holder?.close();
    this.licensing.kill();
  }
}
