import { licenseChangeSchema, type LicenseChange } from '@easel/contract';
import type { DeploymentTable } from '@easel/inference-client';
import type { licensing } from '@easel/rpc';
import type { AdminLog } from '../admin/admin-log.js';
import { HttpProblem } from '../http/http-problem.js';
import type { LicenseDesk } from './license-desk.js';

export interface LicenseChangesParts {
  desk: LicenseDesk;
  deployments: Pick<DeploymentTable, 'list'>;
  log: AdminLog;
}

/** On whose word, and whether a deployment in service may lose its licence. */
export interface Asking {
  actor: string;
  mayDrop: boolean;
}

/** Puts licences in place, through licensing, which decides and keeps the audit log. */
export class LicenseChanges {
  readonly #parts: LicenseChangesParts;

  constructor(parts: LicenseChangesParts) {
    this.#parts = parts;
  }

  /** What `put` would do, refusals included. */
  async inspect(file: Buffer, actor: string): Promise<LicenseChange> {
    const terms = this.#terms({ actor, mayDrop: false });
    return read(await this.#parts.desk.install({ file, dryRun: true, terms }));
  }

  /** @throws HttpProblem 409 or 422, with the change as `result`, when it was not put in place. */
  async put(file: Buffer, asking: Asking): Promise<LicenseChange> {
    const terms = this.#terms(asking);
    const said = await this.#parts.desk.install({ file, dryRun: false, terms });
    return this.#done(read(said), asking);
  }

  /**
   * @param jti which of the earlier ones; empty: the last.
   * @throws as `put`.
   */
  async restore(jti: string, asking: Asking): Promise<LicenseChange> {
    const said = await this.#parts.desk.restore({ jti, terms: this.#terms(asking) });
    return this.#done(read(said), asking);
  }

  #terms({ actor, mayDrop }: Asking): licensing.Terms {
    // Whatever is deployed: one that loads, or fails today, is wanted in service all the same.
    const serving = this.#parts.deployments.list().map(({ name }) => name);
    return { serving, mayDrop, actor };
  }

  #done(change: LicenseChange, { actor }: Asking): LicenseChange {
    this.#parts.log.licensePut(actor, change);
    const status = refusals[change.outcome];
    if (status === undefined) return change;
    throw new HttpProblem(status, change.reason.en, { members: { result: change } });
  }
}

/** The status of what was not put in place. */
const refusals: Record<LicenseChange['outcome'], number | undefined> = {
  installed: undefined,
  queued: undefined,
  kept: undefined,
  unchanged: undefined,
  would_drop: 409,
  refused: 422,
};

const read = (json: string): LicenseChange => licenseChangeSchema.parse(JSON.parse(json));
