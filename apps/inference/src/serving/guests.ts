import { EaselError } from '@easel/errors';
import type { Logger } from '@easel/platform';
import { inference } from '@easel/rpc';
import type { ReleaseKey } from '../lanes/protocol.js';
import { ActivationRefused } from './activation-refused.js';
import type { Serving } from './deployment.js';

const reasons = inference.RefusalReason;

/** A guest for which no picture has come for so long gives its memory back. */
const LEAVES_MS = 60_000;
/** A version that failed to load is not tried with each picture that asks for it. */
const AGAIN_MS = 30_000;

/** A version that answers, or will, beside the one in service. */
interface Guest {
  version: string;
  /** Absent while it loads, and where that failed. */
  serving?: Serving;
  refused?: ActivationRefused;
  leaves: NodeJS.Timeout;
}

interface GuestParts {
  /** Loads a version and lets it prove itself, once nothing else is being loaded; undefined: it is in service by then. */
  bring: (deployment: string, version: string) => Promise<Serving | undefined>;
  unload: (key: ReleaseKey) => void;
  log: Logger;
  leavesMs?: number | undefined;
}

/**
 * Versions that answer beside those in service, because a batch began with them: one for each deployment, for as long
 * as its pictures come.
 */
export class Guests {
  readonly #parts: GuestParts;
  readonly #guests = new Map<string, Guest>();
  /** The version in service that was last asked for by its name, and when. */
  readonly #wanted = new Map<string, { version: string; at: number }>();

  constructor(parts: GuestParts) {
    this.#parts = parts;
  }

  /**
   * A version that is not in service, loaded if it has to be.
   * @throws EaselError 336100 until it answers, or while the place is another's; 336001 when it cannot.
   */
  answering(deployment: string, version: string): Serving {
    const guest = this.#guests.get(deployment);
    if (!guest || (guest.refused && guest.version !== version)) {
      this.#invite(deployment, version);
      throw loading(deployment, version);
    }
    if (guest.version !== version)
      throw EaselError.unavailable(
        `version ${guest.version} of ${deployment} is in memory for another batch`,
        5,
      );
    if (guest.refused) throw toAnswer(guest.refused, { deployment, version });
    guest.leaves.refresh();
    if (!guest.serving) throw loading(deployment, version);
    return guest.serving;
  }

  /** Notes that a batch belongs to the version in service: it is to stay when another takes its place. */
  want(deployment: string, version: string): void {
    this.#wanted.set(deployment, { version, at: performance.now() });
  }

  /** Takes in what was in service until now. @returns false where no batch wants it, or there is a guest already. */
  adopt(was: Serving): boolean {
    const { deployment, version } = was.release;
    const wanted = this.#wanted.get(deployment);
    const lately = wanted?.version === version && performance.now() - wanted.at < this.#leavesMs;
    const there = this.#guests.get(deployment);
    if (!lately || (there && !there.refused)) return false;
    this.#seat(deployment, { version, serving: was });
    this.#parts.log.info({ deployment, version }, 'a version stays in memory for its batch');
    return true;
  }

  /** A guest that comes into service, if that is the one: it is no guest any more. */
  take(deployment: string, version: string): Serving | undefined {
    const guest = this.#guests.get(deployment);
    if (guest?.version !== version || !guest.serving) return undefined;
    this.#remove(deployment, guest);
    return guest.serving;
  }

  /** It is in no lane any more. */
  lose(key: ReleaseKey): void {
    for (const [deployment, guest] of this.#guests)
      if (guest.serving?.key === key) this.#leave(deployment, guest);
  }

  /** Its deployment is gone. */
  drop(deployment: string): void {
    const guest = this.#guests.get(deployment);
    if (guest) this.#leave(deployment, guest);
    this.#wanted.delete(deployment);
  }

  close(): void {
    for (const [deployment, guest] of this.#guests) this.#remove(deployment, guest);
  }

  get #leavesMs(): number {
    return this.#parts.leavesMs ?? LEAVES_MS;
  }

  #invite(deployment: string, version: string): void {
    void this.#load(deployment, this.#seat(deployment, { version }));
  }

  async #load(deployment: string, guest: Guest): Promise<void> {
    const { bring, unload, log } = this.#parts;
    const { version } = guest;
    const about = { deployment, version };
    try {
      const serving = await bring(deployment, version);
      const awaited = this.#guests.get(deployment) === guest;
      if (!serving) this.#remove(deployment, guest);
      else if (!awaited) unload(serving.key);
      else {
        guest.serving = serving;
        guest.leaves.refresh();
        log.info(about, 'a version was loaded for its batch, beside the one in service');
      }
    } catch (err) {
      guest.refused = ActivationRefused.from(err);
      log.error({ ...about, err }, 'a version that a batch asks for could not be loaded');
      clearTimeout(guest.leaves);
      guest.leaves = setTimeout(() => this.#remove(deployment, guest), AGAIN_MS).unref();
    }
  }

  /** In the place of one that failed to load, where there is one. */
  #seat(deployment: string, what: Omit<Guest, 'leaves'>): Guest {
    clearTimeout(this.#guests.get(deployment)?.leaves);
    const leaves = setTimeout(() => this.#leave(deployment, guest), this.#leavesMs).unref();
    const guest: Guest = { ...what, leaves };
    this.#guests.set(deployment, guest);
    return guest;
  }

  #leave(deployment: string, guest: Guest): void {
    this.#remove(deployment, guest);
    if (!guest.serving) return;
    this.#parts.unload(guest.serving.key);
    const { version } = guest;
    this.#parts.log.info({ deployment, version }, 'a version left memory: no batch asks for it');
  }

  #remove(deployment: string, guest: Guest): void {
    clearTimeout(guest.leaves);
    if (this.#guests.get(deployment) === guest) this.#guests.delete(deployment);
  }
}

const loading = (deployment: string, version: string) =>
  EaselError.unavailable(`version ${version} of ${deployment} is loading`, 2);

interface Named {
  deployment: string;
  version: string;
}

function toAnswer(refused: ActivationRefused, { deployment, version }: Named): EaselError {
  const { reason, message } = refused;
  if (reason === reasons.REFUSAL_REASON_NO_VERSION) return new EaselError(336001, message);
  const words = `version ${version} of ${deployment} does not load: ${message}`;
  return reason === reasons.REFUSAL_REASON_UNAVAILABLE
    ? EaselError.unavailable(words, 5)
    : new EaselError(336001, words);
}
