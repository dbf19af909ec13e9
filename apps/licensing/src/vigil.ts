import { trustFiles, type Logger } from '@easel/platform';
import {
  endOf,
  LicenseError,
  nextNotice,
  notice,
  partNames,
  type License,
  type Observation,
  type Recollection,
} from '@easel/license';
import { licensingFiles } from './license-store.js';
import { marksOf } from './marks.js';
import { assess, judge, readGenuine } from './standing.js';
import type { Genuine, Premises, Standing } from './standing.js';
import { seqKeeps } from './succession.js';

/** Often enough that a new licence serves within a second. */
const GLANCE_EVERY_MS = 300;

/** A glance sees files and time; a look, which costs two milliseconds, the machine as well. */
const LOOK_EVERY_MS = 10_000;

export interface VigilParts extends Premises {
  home: string;
  log: Logger;
}

/** Keeps looking how this machine stands, and tells whoever listens when that changes. */
export class Vigil {
  readonly #parts: VigilParts;
  readonly #files: string[];
  readonly #listeners = new Set<() => void>();
  readonly #timer: NodeJS.Timeout;
  #standing: Standing | undefined;
  #marks = '';
  #lookedAt = 0;
  #queued: License | undefined;
  #noticed = '';

  constructor(parts: VigilParts) {
    this.#parts = parts;
    const { current, queued } = licensingFiles(parts.home);
    this.#files = [current, queued, ...Object.values(trustFiles(parts.home))];
    this.look();
    parts.notebook.write();
    this.#timer = setInterval(() => this.glance(), GLANCE_EVERY_MS);
  }

  /** How things stand this moment. */
  look(): Standing {
    const { notebook } = this.#parts;
    const before = this.#standing;
    // Marks first: what changes while we read is then looked at once more.
    this.#marks = marksOf(this.#files);
    this.#lookedAt = notebook.clock.now();
    const after = this.#settle();
    this.#standing = after;
    this.#giveNotice(after);
    if (before && sameStanding(before, after)) return after;
    if (before && after.license) this.#keepReplaced(before, after.license);
    this.#report(after);
    for (const listener of this.#listeners) listener();
    return after;
  }

  /** The licence that waits to begin, if one does. */
  get queued(): License | undefined {
    return this.#queued;
  }

  /** Returns how to stop that. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#listeners.clear();
    this.#parts.notebook.write();
  }

  /** Looks, where something may have changed, and writes down what is due to be. */
  glance(): void {
    const { notebook } = this.#parts;
    notebook.keepTime();
    const now = notebook.clock.now();
    const changed = marksOf(this.#files) !== this.#marks;
    const turned = now >= this.#turnsAt(this.#lookedAt);
    // A clock set back counts as well.
    const stale = Math.abs(now - this.#lookedAt) >= LOOK_EVERY_MS;
    if (changed || turned || stale) this.look();
  }

  /** When time alone will change something next, from `since` on: milliseconds since 1970, or never. */
  #turnsAt(since: number): number {
    const license = this.#standing?.license;
    const turns = [this.#queued?.nbf ?? Infinity];
    if (license)
      turns.push(
        license.nbf,
        license.exp ?? Infinity,
        endOf(license) ?? Infinity,
        nextNotice(license, since / 1000),
      );
    return Math.min(...turns.map((seconds) => seconds * 1000).filter((turn) => turn > since));
  }

  /** A fault of our own is a reason too: the process stays up, whatever happens to the licence. */
  #settle(): Standing {
    try {
      const standing = assess(this.#parts);
      return this.#begun(standing) ?? standing;
    } catch (cause) {
      const reason = { en: 'the licence could not be checked', zh: '无法检查授权' };
      return {
        machine: this.#standing?.machine ?? unseen,
        inForce: false,
        why: 'invalid',
        reason,
        cause,
      };
    }
  }

  /** How things stand with the licence that waited, once it has begun: from then on it counts, also if no disk takes it. */
  #begun(standing: Standing): Standing | undefined {
    const { store, notebook, log } = this.#parts;
    const { machine } = standing;
    const file = store.queued();
    this.#queued = undefined;
    if (!file) return undefined;
    try {
      const genuine = readGenuine(file, notebook);
      const { license } = genuine;
      const entitled = judge(license, { notebook, machine });
      if (!entitled.inForce && entitled.why === 'not-yet-valid') {
        this.#queued = license;
        return undefined;
      }
      if (entitled.inForce && !seqKeeps(standing, license)) {
        this.#promote(genuine, standing);
        return { machine, ...genuine, ...entitled };
      }
      const why = entitled.inForce ? 'a higher number is in force' : entitled.reason.en;
      this.#setAside(why, license.jti);
    } catch (error) {
      if (error instanceof LicenseError) this.#setAside(error.message);
      else log.warn({ err: error }, 'the licence that waits cannot be checked');
    }
    return undefined;
  }

  #promote({ file, license }: Genuine, former: Standing): void {
    const { store, notebook, log } = this.#parts;
    try {
      this.#keep(former, license);
      store.put(file, license.jti);
      store.unqueue({ aside: false });
    } catch (err) {
      log.warn({ err }, 'the licence that waited is in force, and cannot be put in place');
      return;
    }
    notebook.audit.append({ event: 'queued-begun', jti: license.jti, seq: license.seq });
  }

  #setAside(why: string, jti?: string): void {
    const { store, notebook, log } = this.#parts;
    try {
      store.unqueue({ aside: true });
    } catch (err) {
      log.warn({ err, jti, why }, 'the licence that waited is not used, and cannot be put aside');
      return;
    }
    log.warn({ jti, why }, 'the licence that waited is not used');
    notebook.audit.append({ event: 'queued-refused', jti, why });
  }

  /** Whoever replaced it by hand has replaced it, also where nothing more can be kept. */
  #keepReplaced(before: Standing, successor: License): void {
    try {
      this.#keep(before, successor);
    } catch (err) {
      this.#parts.log.warn({ err }, 'the licence that was replaced cannot be kept');
    }
  }

  #keep({ license, file }: Standing, successor: License): void {
    if (!license || !file || license.jti === successor.jti) return;
    const { store, notebook } = this.#parts;
    store.keep({ jti: license.jti, at: notebook.clock.kept(), file });
  }

  /** Says once for each step that the end is near. */
  #giveNotice({ license }: Standing): void {
    const { notebook, log } = this.#parts;
    const due = license && notice(license, notebook.clock.now() / 1000);
    const mark = due ? `${license.jti} ${due.state} ${due.step}` : '';
    if (mark === this.#noticed) return;
    this.#noticed = mark;
    if (!due) return;
    log.warn({ jti: license.jti, days: due.days }, due.words.en);
    notebook.audit.append({ event: `license-${due.state}`, jti: license.jti, days: due.days });
  }

  #report(standing: Standing): void {
    const { license } = standing;
    const named = license && {
      jti: license.jti,
      seq: license.seq,
      customer: license.customer,
      kind: license.kind,
      deployments: license.deployments,
      expires: license.exp && new Date(license.exp * 1000).toISOString(),
    };
    const { log, notebook } = this.#parts;
    if (standing.inForce) {
      log.info({ license: named }, standing.grace ? 'licence in its grace' : 'licence in force');
      notebook.audit.append({ event: standing.grace ? 'grace' : 'in-force', ...named });
      return;
    }
    const { reason, why, cause } = standing;
    log.warn({ license: named, why, reason: reason.en, err: cause }, 'no licence in force');
    notebook.audit.append({ event: 'not-in-force', why, reason: reason.en, ...named });
  }
}

/** A machine at which nobody could look yet. */
const unseen: Recollection = {
  observation: Object.fromEntries(
    partNames.map((part) => [part, { state: 'unavailable', why: 'not looked at' }]),
  ) as unknown as Observation,
  memory: {},
  recalled: {},
};

const sameStanding = (one: Standing, other: Standing) =>
  one.inForce
    ? other.inForce && one.token === other.token && one.grace === other.grace
    : !other.inForce &&
      one.reason.en === other.reason.en &&
      one.license?.jti === other.license?.jti;
