import { describe, expect, it } from 'vitest';
import type { Fingerprint, Observation, Sighting } from './fingerprint.js';
import { couldMatch, isWeak, match } from './match.js';
import { partNames, type PartName } from './part.js';

const full: Fingerprint = {
  machineId: ['machine'],
  productUuid: ['product'],
  boardSerial: ['board'],
  diskSerial: ['disk'],
  nics: ['nic-1', 'nic-2'],
};

const other: Sighting = { state: 'seen', hashes: ['other'] };
const hidden: Sighting = { state: 'unavailable', why: 'EACCES' };
const absent: Sighting = { state: 'absent' };

/** The machine of a licence, with some parts otherwise. */
function machine(fingerprint: Fingerprint, changes: Partial<Observation> = {}): Observation {
  const sight = (part: PartName): Sighting => {
    const hashes = fingerprint[part];
    return hashes ? { state: 'seen', hashes } : absent;
  };
  const same = Object.fromEntries(partNames.map((part) => [part, sight(part)])) as Observation;
  return { ...same, ...changes };
}

const verdict = (fingerprint: Fingerprint, changes: Partial<Observation>) =>
  match(fingerprint, machine(fingerprint, changes)).verdict;

describe('a machine of five parts', () => {
  it('is known by three of them, not by two', () => {
    expect(verdict(full, {})).toBe('matches');
    expect(verdict(full, { machineId: other, productUuid: other })).toBe('matches');
    expect(verdict(full, { machineId: other, productUuid: other, nics: other })).toBe('mismatch');
    expect(verdict(full, { machineId: absent, productUuid: absent, nics: absent })).toBe(
      'mismatch',
    );
  });

  it('must have its board or its disk still', () => {
    expect(verdict(full, { boardSerial: other })).toBe('matches');
    expect(verdict(full, { diskSerial: other })).toBe('matches');
    expect(verdict(full, { boardSerial: other, diskSerial: other })).toBe('mismatch');
  });

  it('may lose all of its network cards but one', () => {
    const nics: Sighting = { state: 'seen', hashes: ['nic-2', 'nic-9'] };
    expect(match(full, machine(full, { nics })).matched).toContain('nics');
  });

  it('says which part differs, and how many must not', () => {
    expect(match(full, machine(full, { machineId: other }))).toEqual({
      verdict: 'matches',
      needed: 3,
      matched: ['productUuid', 'boardSerial', 'diskSerial', 'nics'],
      differing: ['machineId'],
      unavailable: [],
    });
  });
});

describe('parts that cannot be read', () => {
  it('are no mismatch as long as they could be what is missing', () => {
    const unreadable = { productUuid: hidden, boardSerial: hidden, diskSerial: hidden };
    expect(verdict(full, unreadable)).toBe('unavailable');
    expect(couldMatch(full, machine(full, unreadable))).toBe(true);
  });

  it('do not save a licence that cannot reach its threshold with all of them', () => {
    const elsewhere = { machineId: other, nics: other, diskSerial: other };
    expect(verdict(full, { ...elsewhere, productUuid: hidden, boardSerial: hidden })).toBe(
      'mismatch',
    );
    expect(couldMatch(full, machine(full, { boardSerial: hidden, ...elsewhere }))).toBe(false);
  });

  it('count as the board or disk that must be there', () => {
    expect(verdict(full, { boardSerial: hidden, diskSerial: other })).toBe('unavailable');
  });

  it('do not matter when the rest is enough', () => {
    expect(verdict(full, { boardSerial: hidden })).toBe('matches');
  });
});

describe('a weak machine', () => {
  const weak: Fingerprint = { machineId: ['machine'], nics: ['nic-1'] };

  it('has fewer than three parts', () => {
    expect(isWeak(weak)).toBe(true);
    expect(isWeak({ ...weak, diskSerial: ['disk'] })).toBe(false);
  });

  it('must match in all of them', () => {
    expect(verdict(weak, {})).toBe('matches');
    expect(verdict(weak, { nics: other })).toBe('mismatch');
    expect(verdict(weak, { nics: hidden })).toBe('unavailable');
  });
});

describe('the share that must match', () => {
  it.each([
    [1, 1],
    [2, 2],
    [3, 2],
    [4, 3],
    [5, 3],
    [6, 4],
  ])('of %i parts is %i', (count, needed) => {
    const fingerprint = Object.fromEntries(partNames.slice(0, count).map((part) => [part, [part]]));
    expect(match(fingerprint, machine(fingerprint)).needed).toBe(needed);
  });
});
