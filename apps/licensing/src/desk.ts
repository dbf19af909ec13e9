import type { LicenseChange, LicenseHistory, Words } from '@easel/contract';
import {
  claimsKeyset,
  covers,
  LicenseError,
  parseLicenseFile,
  verifyLicense,
  type Keyset,
  type License,
  type Offer,
} from '@easel/license';
import { words } from './desk-words.js';
import { judge, type Premises, type Standing } from './standing.js';
import { seqKeeps } from './succession.js';
import { iso, viewOf } from './views.js';
import type { Vigil } from './vigil.js';

/** On what terms a licence may be replaced. */
export interface Terms {
  /** The deployments in service now. */
  serving: string[];
  /** Whether one of these may be left without a licence. */
  mayDrop: boolean;
  /** Who asks. */
  actor: string;
}

export interface Handed {
  file: Buffer;
  terms: Terms;
  /** Whether an earlier licence is being put back, to which its lower number is no objection. */
  restore?: boolean;
}

type Outcome = LicenseChange['outcome'];

/** What would become of a licence: all of it decided before anything is written. */
interface Verdict {
  outcome: Outcome;
  reason: Words;
  license?: License;
  dropped?: string[];
  keyset?: Keyset;
  /** Whether that keyset is newer than the one in force. */
  newer?: boolean;
}

/** Where licences are handed in. One at a time: nothing here waits, so no two can mix. */
export class Desk {
  readonly #premises: Premises;
  readonly #vigil: Vigil;

  constructor(premises: Premises, vigil: Vigil) {
    this.#premises = premises;
    this.#vigil = vigil;
  }

  /** What handing this in would do, without doing it. */
  inspect(handed: Handed): LicenseChange {
    const standing = this.#vigil.look();
    return { ...changeOf(this.#decide(handed, standing), standing), dry_run: true };
  }

  /** Puts a licence in place, or keeps what is there and says why. */
  install(handed: Handed): LicenseChange {
    const before = this.#vigil.look();
    const verdict = this.#decide(handed, before);
    const done = this.#carryOut(verdict, handed, before);
    const { license, outcome, reason } = done;
    this.#premises.notebook.audit.append({
      event: handed.restore ? 'restore' : 'install',
      actor: handed.terms.actor,
      outcome,
      reason: reason.en,
      ...(license && { jti: license.jti, seq: license.seq }),
    });
    return changeOf(done, before);
  }

  /** Puts an earlier licence back: the one named, or the last before the present. */
  restore(jti: string, terms: Terms): LicenseChange {
    const kept = this.#premises.store.history();
    const found = jti === '' ? kept[0] : kept.find((replaced) => replaced.jti === jti);
    if (found) return this.install({ file: found.file, terms, restore: true });
    const standing = this.#vigil.look();
    const reason = {
      en: jti === '' ? 'no earlier licence is kept here' : `no licence ${jti} is kept here`,
      zh: jti === '' ? '此处没有保存更早的授权' : `此处没有保存授权 ${jti}`,
    };
    return changeOf({ outcome: 'refused', reason }, standing);
  }

  history(): LicenseHistory {
    const { store } = this.#premises;
    const { license } = this.#vigil.look();
    return {
      current: license ? viewOf(license) : null,
      previous: store.history().flatMap(({ at, file }) => {
        const kept = this.#legible(file);
        return kept ? [{ license: viewOf(kept), replaced: iso(at / 1000) }] : [];
      }),
    };
  }

  #decide({ file, terms, restore = false }: Handed, standing: Standing): Verdict {
    const { keyring } = this.#premises.notebook;
    const beside: Pick<Verdict, 'keyset' | 'newer'> = {};
    try {
      const { license: token, keyset: second } = parseLicenseFile(file);
      const alone = second === undefined && claimsKeyset(token);
      const offered = alone ? token : second;
      if (offered !== undefined) {
        const { keyset, offer } = keyring.weigh(offered);
        Object.assign(beside, { keyset, newer: offer === 'newer' });
        if (alone) return { ...beside, ...ofKeyset(offer, keyset, keyring.inForce()) };
      }
      const keyset = beside.newer && beside.keyset ? beside.keyset : keyring.inForce();
      const license = verifyLicense(token, keyset);
      // A keyset that revokes what is in force leaves it no say.
      const still = beside.newer ? withoutRevoked(standing, keyset) : standing;
      return { ...beside, license, ...this.#weigh(license, still, { terms, restore }) };
    } catch (error) {
      if (!(error instanceof LicenseError)) throw error;
      return { ...beside, outcome: 'refused', reason: error.words };
    }
  }

  #weigh(
    license: License,
    standing: Standing,
    { terms, restore }: { terms: Terms; restore: boolean },
  ): Pick<Verdict, 'outcome' | 'reason' | 'dropped'> {
    const { notebook } = this.#premises;
    const { machine } = standing;
    if (standing.inForce && standing.license.jti === license.jti)
      return { outcome: 'unchanged', reason: words.unchanged };
    const entitled = judge(license, { notebook, machine });
    const later = !entitled.inForce && entitled.why === 'not-yet-valid';
    // What begins later is judged by the moment in which it does.
    const then = later ? judge(license, { notebook, machine, now: license.nbf }) : entitled;
    if (!then.inForce) return { outcome: 'refused', reason: then.reason };
    if (!restore && seqKeeps(standing, license))
      return { outcome: 'kept', reason: words.kept(license, standing.license?.seq ?? 0) };
    const waiting = this.#vigil.queued;
    if (later && waiting && waiting.jti !== license.jti && license.seq <= waiting.seq)
      return { outcome: 'kept', reason: words.keptWaiting(license, waiting.seq) };
    const dropped = droppedBy(license, standing, terms.serving);
    if (dropped.length > 0 && !terms.mayDrop)
      return { outcome: 'would_drop', reason: words.wouldDrop(dropped), dropped };
    return later
      ? { outcome: 'queued', reason: words.queued(license), dropped }
      : { outcome: 'installed', reason: words.installed(license), dropped };
  }

  /** Every step leaves a state that a restart understands: the former licence whole, or the new one. */
  #carryOut(verdict: Verdict, { file, terms }: Handed, before: Standing): Verdict {
    const { store, notebook } = this.#premises;
    const { outcome, license, keyset } = verdict;
    // Also beside a licence that is not needed, or that it revokes: so a revocation is handed in.
    if (keyset && outcome !== 'would_drop') {
      notebook.takeKeyset(keyset.token, terms.actor);
      notebook.write();
    }
    try {
      if (outcome === 'queued') store.queue(file);
      if (outcome === 'installed' && license) {
        if (before.license && before.file)
          store.keep({ jti: before.license.jti, at: notebook.clock.kept(), file: before.file });
        store.put(file, license.jti);
      }
    } catch (cause) {
      return { ...verdict, outcome: 'refused', reason: words.notWritten(cause) };
    }
    this.#vigil.look();
    return verdict;
  }

  /** A kept licence that can still be read; one whose key was revoked since cannot. */
  #legible(file: Buffer): License | undefined {
    try {
      return verifyLicense(
        parseLicenseFile(file).license,
        this.#premises.notebook.keyring.inForce(),
      );
    } catch {
      return undefined;
    }
  }
}

function changeOf(verdict: Verdict, before: Standing): LicenseChange {
  const { outcome, reason, license, dropped = [], keyset, newer = false } = verdict;
  return {
    outcome,
    dry_run: false,
    reason,
    before: before.license ? viewOf(before.license) : null,
    after: license ? viewOf(license) : null,
    dropped,
    keyset: keyset ? { version: keyset.version, taken: newer } : null,
  };
}

const droppedBy = (license: License, standing: Standing, serving: string[]) =>
  serving.filter(
    (name) => standing.license && covers(standing.license, name) && !covers(license, name),
  );

function withoutRevoked(standing: Standing, keyset: Keyset): Standing {
  if (!standing.inForce) return standing;
  try {
    verifyLicense(standing.token, keyset);
    return standing;
  } catch (error) {
    if (!(error instanceof LicenseError)) throw error;
    const { machine, license, file, token } = standing;
    return { machine, license, file, token, inForce: false, why: 'revoked', reason: error.words };
  }
}

/** A package's, or a revocation without a licence: whatever becomes of it, what is in place stays in its place. */
const ofKeyset = (
  offer: Offer,
  offered: Keyset,
  now: Keyset,
): Pick<Verdict, 'outcome' | 'reason'> => ({
  outcome: offer === 'older' ? 'kept' : 'unchanged',
  reason: words.keyset[offer](offered, now),
});
