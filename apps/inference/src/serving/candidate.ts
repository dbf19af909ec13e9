import type { Entry, Repository } from '@easel/models';
import { inference } from '@easel/rpc';
import { ActivationRefused } from './activation-refused.js';

const {
  REFUSAL_REASON_NO_DEPLOYMENT: noDeployment,
  REFUSAL_REASON_NO_VERSION: noVersion,
  REFUSAL_REASON_DOES_NOT_LOAD: doesNotLoad,
} = inference.RefusalReason;

/** The folder of the deployment that somebody wants another version of. @throws ActivationRefused saying what there is. */
export async function candidate(
  repository: Repository,
  { deployment: name, version }: { deployment: string; version: string },
): Promise<Entry> {
  const entries = await repository.list();
  const entry = entries.find(({ deployment }) => deployment === name);
  if (!entry)
    throw new ActivationRefused(
      noDeployment,
      `no deployment is called ${quoted(name)}; there is ${listed(entries.map((each) => each.deployment))}`,
    );
  if (entry.problem !== undefined)
    throw new ActivationRefused(doesNotLoad, `${name} ${entry.problem}`);
  if (!entry.versions.includes(version))
    throw new ActivationRefused(
      noVersion,
      `${name} has no version ${quoted(version)}; there is ${listed(entry.versions)}`,
    );
  return entry;
}

/** What somebody else wrote, as a name may be long at most. */
const quoted = (text: string) => JSON.stringify(text.slice(0, 64));

const listed = (names: string[]) => names.join(', ') || 'none';
