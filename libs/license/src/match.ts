import type { Fingerprint, Observation } from './fingerprint.js';
import type { PartName } from './part.js';

/**
 * Whether this machine is the licence's. `unavailable`: too few parts can be read to say so, and none that can be
 * read says otherwise.
 */
export interface Match {
  verdict: 'matches' | 'unavailable' | 'mismatch';
  /** How many of the licence's parts must match. */
  needed: number;
  matched: PartName[];
  differing: PartName[];
  unavailable: PartName[];
}

/** Of these a licence that has one needs one: the rest moves to another machine too easily. */
export const anchors: readonly PartName[] = ['boardSerial', 'diskSerial'];

/** Of fewer parts than this all must match, so that any repair ends the licence: weak. */
const STRONG = 3;

export const isWeak = (fingerprint: Fingerprint): boolean =>
  !fingerprint.gpu && partsOf(fingerprint).length < STRONG;

/** How many of them must match. Of no parts one: a machine without any is nobody's, not everybody's. */
export const neededOf = (parts: PartName[]): number =>
  Math.max(1, Math.ceil((parts.length * 6) / 10));

/** Compares a licence's machine with this one: ⌈0.6 n⌉ of its parts must be here, board or disk among them. */
export function match(fingerprint: Fingerprint, observation: Observation): Match {
  const parts = partsOf(fingerprint);
  const needed = neededOf(parts);
  const anchored = parts.some((part) => anchors.includes(part));
  const enough = (present: PartName[]) =>
    present.length >= needed && (!anchored || present.some((part) => anchors.includes(part)));

  const unavailable = parts.filter((part) => observation[part].state === 'unavailable');
  const matched = parts.filter((part) => {
    const sighting = observation[part];
    return (
      sighting.state === 'seen' &&
      sighting.hashes.some((hash) => fingerprint[part]?.includes(hash) === true)
    );
  });
  const differing = parts.filter((part) => !matched.includes(part) && !unavailable.includes(part));

  const verdict = enough(matched)
    ? 'matches'
    : enough([...matched, ...unavailable])
      ? 'unavailable'
      : 'mismatch';
  return { verdict, needed, matched, differing, unavailable };
}

/** False when the licence could not be this machine's even if every part that cannot be read here matched. */
export const couldMatch = (fingerprint: Fingerprint, observation: Observation): boolean =>
  match(fingerprint, observation).verdict !== 'mismatch';

export const partsOf = (fingerprint: Fingerprint) => Object.keys(fingerprint) as PartName[];
