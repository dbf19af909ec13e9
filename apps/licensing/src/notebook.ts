import type { Clock } from '@easel/lease';
import {
  Keyring,
  LicenseError,
  recall,
  type Memory,
  type Observation,
  type Offer,
  type Recollection,
  type Trust,
  type Words,
} from '@easel/license';
import type { Logger } from '@easel/platform';
import { AuditLog, lastAudited } from './audit-log.js';
import { EffectiveClock } from './effective-clock.js';
import { licensingFiles } from './license-store.js';
import { readState, writeState } from './state-file.js';

/** The audit log is written when something happens: later than the mark by more than this is no accident. */
const SLACK_MS = 5 * 60_000;

/** What is kept loses no more than this when the process is killed. */
const WRITE_EVERY_MS = 30_000;

/** Often enough that the audit log's last line is worth something as the second place of the time. */
const AUDIT_TIME_EVERY_MS = 3_600_000;

/** More than lie in files here; those that operators hand in must not fill the memory. */
const MOST_REFUSED = 16;

export interface NotebookParts {
  home: string;
  clock: Pick<Clock, 'wall' | 'monotonic'>;
  trust: Trust;
  /** When this Easel was built, milliseconds since 1970: it is certainly later than that. */
  builtAt: number;
  log: Logger;
}

export interface Warning {
  code: string;
  words: Words;
}

/** What licensing must know after a restart: the time, the machine as it was seen last, the newest keyset. */
export class Notebook {
  readonly clock: EffectiveClock;
  readonly keyring: Keyring;
  readonly audit: AuditLog;
  readonly #path: string;
  readonly #log: Logger;
  readonly #lost: Warning | undefined;
  #memory: Memory;
  #keyset: string | undefined;
  readonly #refused = new Set<string>();
  #problem: string | undefined;
  #auditedAt: number;
  #writtenAt = -Infinity;
  readonly #monotonic: () => number;

  constructor({ home, clock, trust, builtAt, log }: NotebookParts) {
    const files = licensingFiles(home);
    const read = readState(files.state);
    const state = read && 'mark' in read ? read : undefined;
    const audited = lastAudited(files.audit);
    this.#path = files.state;
    this.#monotonic = () => clock.monotonic();
    this.#log = log;
    this.#memory = state?.memory ?? {};
    // Where nothing was kept, the machine's clock is all there is; what was signed and built sets the floor.
    const kept = [state?.mark, audited].filter((time) => time !== undefined);
    const mark = kept.length > 0 ? Math.max(...kept) : clock.wall();
    this.clock = new EffectiveClock(clock, Math.max(mark, builtAt));
    this.audit = new AuditLog(files.audit, () => ({
      at: this.clock.kept(),
      wall: this.clock.wall(),
    }));
    this.#auditedAt = this.clock.kept();
    this.keyring = new Keyring(trust);
    if (state?.keyset !== undefined) this.#take(state.keyset); // told when it came
    this.#lost = lostMark(read, audited);
    // The first start, or all of it was deleted: the two look alike, so it is written down.
    if (!read && audited === undefined) this.audit.append({ event: 'nothing-was-kept' });
    if (this.#lost) {
      log.warn({ code: this.#lost.code }, this.#lost.words.en);
      this.audit.append({ event: this.#lost.code, detail: this.#lost.words.en });
    }
  }

  /** The machine, with what cannot be read of it now as it was seen last. */
  recall(observation: Observation): Recollection {
    const recollection = recall(observation, this.#memory, this.clock.now() / 1000);
    this.#memory = recollection.memory;
    return recollection;
  }

  /** Takes a keyset up that came from outside, if it is newer; says in the audit log what it refuses. */
  takeKeyset(token: string, actor?: string): void {
    if (this.#take(token, actor) !== 'newer') return;
    const { version, issuer } = this.keyring.inForce();
    this.#tell({ event: 'keyset-taken', version, issuer }, actor);
  }

  /** Lets no time slip by: to be called often. */
  keepTime(): void {
    this.clock.tick();
    if (this.#monotonic() - this.#writtenAt >= WRITE_EVERY_MS) this.write();
  }

  /** Writes everything down. A disk that takes nothing is a problem to report, and no reason to stop. */
  write(): void {
    this.#writtenAt = this.#monotonic();
    const mark = this.clock.tick();
    if (mark - this.#auditedAt >= AUDIT_TIME_EVERY_MS) {
      this.#auditedAt = mark;
      this.audit.append({ event: 'time' });
    }
    this.audit.flush();
    try {
      const keyset = this.#keyset !== undefined && { keyset: this.#keyset };
      writeState(this.#path, { format: 1, mark, memory: this.#memory, ...keyset });
      if (this.#problem !== undefined) this.#log.info('licensing state is written again');
      this.#problem = undefined;
    } catch (err) {
      if (this.#problem === undefined) this.#log.warn({ err }, 'licensing state cannot be written');
      this.#problem = (err as NodeJS.ErrnoException).code ?? String(err);
    }
  }

  warnings(): Warning[] {
    const problem = this.#problem ?? this.audit.problem;
    return [
      ...this.clock.warnings(),
      ...(this.#lost ? [this.#lost] : []),
      ...(problem === undefined ? [] : [notWritten(problem)]),
    ];
  }

  #take(token: string, actor?: string): Offer | 'refused' {
    try {
      const offer = this.keyring.offer(token);
      const { version, issuedAt } = this.keyring.inForce();
      if (offer === 'older') this.#refuse(token, `version ${version} is in force`, actor);
      if (offer === 'newer') {
        this.#keyset = token;
        this.clock.raise(issuedAt * 1000);
      }
      return offer;
    } catch (error) {
      if (!(error instanceof LicenseError)) throw error;
      this.#refuse(token, error.message, actor);
      return 'refused';
    }
  }

  #refuse(token: string, why: string, actor?: string): void {
    if (this.#refused.has(token)) return; // the same files are looked at again and again
    if (this.#refused.size === MOST_REFUSED) this.#refused.clear();
    this.#refused.add(token);
    this.#tell({ event: 'keyset-refused', why }, actor);
  }

  #tell(entry: { event: string; [fact: string]: unknown }, actor?: string): void {
    this.#log.info(entry, entry.event);
    this.audit.append(actor === undefined ? entry : { ...entry, actor });
  }
}

/** Whether the time is not what was kept last; a machine on which nothing was ever kept has lost nothing. */
function lostMark(
  state: ReturnType<typeof readState>,
  audited: number | undefined,
): Warning | undefined {
  if (state && 'mark' in state) {
    if (audited === undefined || audited - state.mark <= SLACK_MS) return undefined;
    return {
      code: 'mark_older',
      words: {
        en: 'the time that was kept is older than the audit log: an old copy of it was put back. The audit log counts',
        zh: '保存的时间早于审计日志,可能是恢复了旧的副本;以审计日志为准',
      },
    };
  }
  if (!state && audited === undefined) return undefined;
  const counts =
    audited === undefined
      ? { en: 'time is counted from the licence on', zh: '从授权签发时间起计时' }
      : { en: 'the audit log counts', zh: '以审计日志为准' };
  return {
    code: 'mark_lost',
    words: {
      en: `the time that was kept is lost (${state?.problem ?? 'its file is gone'}): ${counts.en}`,
      zh: `保存的时间已丢失(${state?.problem ?? '文件不存在'}):${counts.zh}`,
    },
  };
}

const notWritten = (problem: string): Warning => ({
  code: 'state_not_written',
  words: {
    en: `licensing cannot write its state (${problem}): free some space or make the disk writable; the licence stays in force`,
    zh: `授权服务无法写入状态(${problem}):请释放磁盘空间或恢复可写;授权仍然有效`,
  },
});
