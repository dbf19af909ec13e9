import type { LicenseStatus, LicenseWhatIf } from '@easel/contract';
import {
  cardsOf,
  covers,
  fingerprintOf,
  LicenseError,
  match,
  notice,
  partNames,
  tolerance,
  whatIf,
  type Edition,
  type License,
  type MachineRequest,
  type Match,
  type PartName,
  type Words,
} from '@easel/license';
import type { Notebook } from './notebook.js';
import type { Standing } from './standing.js';
import { iso, viewOf } from './views.js';

/** All that a report on this machine is made of. */
export interface Scene {
  standing: Standing;
  notebook: Notebook;
  queued: License | undefined;
  edition: Edition['kind'];
}

/** How this machine stands, for operators. */
export function statusOf({ standing, notebook, queued, edition }: Scene): LicenseStatus {
  const { license, machine } = standing;
  const now = notebook.clock.now();
  const closest = license && closestMachine(license, standing);
  return {
    state: standing.inForce ? (standing.grace ? 'grace' : 'in_force') : 'refused',
    ...(!standing.inForce && { why: standing.why, reason: standing.reason }),
    edition,
    license: license ? viewOf(license) : null,
    seconds_left: license?.exp === undefined ? null : license.exp - Math.floor(now / 1000),
    queued: queued ? viewOf(queued) : null,
    warnings: [...warnings({ standing, notebook, queued })],
    machine: {
      parts: partNames
        .filter((part) => edition === 'development' || part !== 'developmentId')
        .map((part) => partView(part, standing, closest?.found)),
      matched: closest?.found.matched.length ?? null,
      needed: closest?.found.needed ?? null,
    },
    keyset: keysetView(notebook),
    clock: { effective: iso(now / 1000), wall: iso(notebook.clock.wall() / 1000) },
  };

  function partView(part: PartName, { machine: { recalled } }: Standing, found?: Match) {
    const here = machine.observation[part];
    const until = recalled[part];
    return {
      part,
      here: until === undefined ? here.state : ('unavailable' as const),
      licensed: found ? stateIn(found, part) : null,
      ...(until !== undefined && { recalled_until: iso(until) }),
      ...(here.state === 'unavailable' && { problem: here.why }),
    };
  }
}

const stateIn = (found: Match, part: PartName): 'matches' | 'differs' | 'unavailable' | null =>
  found.matched.includes(part)
    ? 'matches'
    : found.differing.includes(part)
      ? 'differs'
      : found.unavailable.includes(part)
        ? 'unavailable'
        : null;

function* warnings({ standing, notebook, queued }: Omit<Scene, 'edition'>) {
  const { license, machine } = standing;
  const due = license && notice(license, notebook.clock.now() / 1000);
  if (due) yield { code: due.state, words: due.words };
  if (license && queued && license.deployments.some((name) => !covers(queued, name)))
    yield { code: 'queued_covers_less', words: coversLess(queued) };
  yield* notebook.warnings();
  for (const [part, until] of Object.entries(machine.recalled))
    if (license?.fingerprints.some((fingerprint) => part in fingerprint))
      yield {
        code: 'part_unreadable',
        words: {
          en: `${part} cannot be read now; it counts as it was seen last until ${iso(until)}`,
          zh: `目前无法读取 ${part},在 ${iso(until)} 之前按最后一次读到的值处理`,
        },
      };
}

/** Nobody is there to say yes in the night in which it begins. */
const coversLess = (queued: License): Words => ({
  en: `the licence that begins on ${iso(queued.nbf).slice(0, 10)} covers only ${queued.deployments.join(', ')}: less than this one`,
  zh: `自 ${iso(queued.nbf).slice(0, 10)} 起生效的授权只包含 ${queued.deployments.join('、')},少于当前授权`,
});

function keysetView({ keyring }: Notebook): LicenseStatus['keyset'] {
  try {
    const { issuer, version, issuedAt } = keyring.inForce();
    return { issuer, version, issued: iso(issuedAt) };
  } catch (error) {
    if (error instanceof LicenseError) return null;
    throw error;
  }
}

/** Of a site's machines the one that this one resembles most. */
function closestMachine(license: License, { machine }: Standing) {
  const rank: Record<Match['verdict'], number> = { matches: 2, unavailable: 1, mismatch: 0 };
  return license.fingerprints
    .map((fingerprint) => ({ fingerprint, found: match(fingerprint, machine.observation) }))
    .reduce((best, next) =>
      rank[next.found.verdict] > rank[best.found.verdict] ||
      (next.found.verdict === best.found.verdict &&
        next.found.matched.length > best.found.matched.length)
        ? next
        : best,
    );
}

/** Which part may change before the licence fails. */
export function whatIfOf({ standing }: Pick<Scene, 'standing'>): LicenseWhatIf {
  const { license, machine } = standing;
  if (!license)
    return {
      license: null,
      verdict: null,
      needed: 0,
      matched: 0,
      spare: 0,
      anchors: [],
      parts: [],
    };
  const { fingerprint, found } = closestMachine(license, standing);
  const { needed, anchors } = tolerance(fingerprint);
  return {
    license: viewOf(license),
    verdict: found.verdict,
    needed,
    matched: found.matched.length,
    spare: Math.max(found.matched.length - needed, 0),
    anchors,
    parts: whatIf(fingerprint, machine.observation).map(({ part, state, ifChanged }) => ({
      part,
      state,
      if_changed: ifChanged,
    })),
  };
}

/** What the vendor needs to issue a licence for this machine. */
export function requestOf({ standing, notebook, edition }: Scene): MachineRequest {
  const { observation } = standing.machine;
  const fingerprint = fingerprintOf(observation);
  const { license } = standing;
  return {
    easel_request: 1,
    made: iso(Math.floor(notebook.clock.now() / 1000)),
    edition,
    ...(Object.keys(fingerprint).length > 0 && { fingerprint }),
    cards: cardsOf(observation),
    unavailable: partNames.filter((part) => observation[part].state === 'unavailable'),
    ...(license && {
      license: { jti: license.jti, seq: license.seq, customer: license.customer },
    }),
  };
}
