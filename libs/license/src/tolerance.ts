import type { Fingerprint, Observation } from './fingerprint.js';
import { anchors, isWeak, match, neededOf, partsOf, type Match } from './match.js';
import type { PartName } from './part.js';

/** What a licence tolerates: shown before one is signed, and to whoever plans a repair. */
export interface Tolerance {
  parts: PartName[];
  /** How many of them must stay as they are. */
  needed: number;
  /** How many may change, whichever they are; board and disk may not both. */
  spare: number;
  /** Of these one must stay; empty where the licence has none. */
  anchors: PartName[];
  /** Fewer than three parts: each must stay. A card's licence is never weak: the card is what was licensed. */
  weak: boolean;
}

export function tolerance(fingerprint: Fingerprint): Tolerance {
  const parts = partsOf(fingerprint);
  const needed = neededOf(parts);
  return {
    parts,
    needed,
    spare: Math.max(0, parts.length - needed),
    anchors: parts.filter((part) => anchors.includes(part)),
    weak: isWeak(fingerprint),
  };
}

/** What becomes of a licence when one more part changes. */
export interface Change {
  part: PartName;
  state: 'matches' | 'differs' | 'unavailable';
  /** The verdict were this part another from now on. */
  ifChanged: Match['verdict'];
}

/** For each part of a licence's machine: how it stands here, and what its change would do. */
export function whatIf(fingerprint: Fingerprint, observation: Observation): Change[] {
  const { matched, unavailable } = match(fingerprint, observation);
  return partsOf(fingerprint).map((part) => ({
    part,
    state: matched.includes(part)
      ? 'matches'
      : unavailable.includes(part)
        ? 'unavailable'
        : 'differs',
    ifChanged: match(fingerprint, { ...observation, [part]: { state: 'absent' } }).verdict,
  }));
}
