import { match, partNames, type Fingerprint, type Observation } from '@easel/license';

import type { Entry, Issued } from './entry.js';

/**
 * The trial that one of these machines had already, if any had: an upgrade between the two must not make it another
 * machine, nor may a request in which parts could not be read.
 */
export const earlierTrial = (
  entries: readonly Entry[],
  machines: Fingerprint[],
): Issued | undefined =>
  entries
    .filter((entry) => entry.event === 'issued')
    .find(
      ({ kind, fingerprints }) =>
        kind === 'trial' &&
        fingerprints.some((earlier) => machines.some((machine) => isSame(earlier, machine))),
    );

const isSame = (one: Fingerprint, other: Fingerprint) =>
  match(one, asSeen(other)).verdict === 'matches' ||
  match(other, asSeen(one)).verdict === 'matches';

/** The machine that a fingerprint was taken of, as it showed itself then. */
function asSeen(fingerprint: Fingerprint): Observation {
  const sighting = (hashes: string[] | undefined) =>
    hashes ? ({ state: 'seen', hashes } as const) : ({ state: 'absent' } as const);
  return Object.fromEntries(
    partNames.map((part) => [part, sighting(fingerprint[part])]),
  ) as Observation;
}
