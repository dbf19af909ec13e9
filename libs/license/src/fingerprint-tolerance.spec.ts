import { describe, expect, it } from 'vitest';
import type { Fingerprint, Observation, Sighting } from './fingerprint.js';
import { anchors, match } from './match.js';
import { partNames, type PartName } from './part.js';
import { tolerance, whatIf } from './tolerance.js';

const absent: Sighting = { state: 'absent' };
const hidden: Sighting = { state: 'unavailable', why: 'EACCES' };
const other: Sighting = { state: 'seen', hashes: ['other'] };

const of = (...parts: PartName[]): Fingerprint =>
  Object.fromEntries(parts.map((part) => [part, [part]]));

/** The machine of a licence, with some parts otherwise. */
function machine(fingerprint: Fingerprint, changes: Partial<Observation> = {}): Observation {
  const same = partNames.map((part): [PartName, Sighting] => {
    const hashes = fingerprint[part];
    return [part, hashes ? { state: 'seen', hashes } : absent];
  });
  return { ...(Object.fromEntries(same) as Observation), ...changes };
}

describe('what a licence tolerates', () => {
  it.each<[string, Fingerprint, number, number, PartName[], boolean]>([
    ['one part', of('machineId'), 1, 0, [], true],
    ['a board alone', of('boardSerial'), 1, 0, ['boardSerial'], true],
    ['two parts', of('machineId', 'nics'), 2, 0, [], true],
    ['three', of('machineId', 'nics', 'productUuid'), 2, 1, [], false],
    ['three with a disk', of('machineId', 'nics', 'diskSerial'), 2, 1, ['diskSerial'], false],
    [
      'four',
      of('machineId', 'productUuid', 'boardSerial', 'diskSerial'),
      3,
      1,
      ['boardSerial', 'diskSerial'],
      false,
    ],
    [
      'five, all that hardware has',
      of('machineId', 'productUuid', 'boardSerial', 'diskSerial', 'nics'),
      3,
      2,
      ['boardSerial', 'diskSerial'],
      false,
    ],
    [
      'six, in development',
      of('machineId', 'productUuid', 'boardSerial', 'diskSerial', 'nics', 'developmentId'),
      4,
      2,
      ['boardSerial', 'diskSerial'],
      false,
    ],
    ['a card', of('gpu'), 1, 0, [], false],
    ['nothing', {}, 1, 0, [], true],
  ])('of %s', (_, fingerprint, needed, spare, anchored, weak) => {
    expect(tolerance(fingerprint)).toEqual({
      parts: Object.keys(fingerprint),
      needed,
      spare,
      anchors: anchored,
      weak,
    });
  });
});

/** Every set of parts that a licence may have: 63 of a machine, and a card. */
const hardware = partNames.filter((part) => part !== 'gpu');
const fingerprints = Array.from({ length: 2 ** hardware.length - 1 }, (_, index) =>
  of(...hardware.filter((__, at) => (index + 1) & (1 << at))),
).concat(of('gpu'));

/** Every way in which the parts of a machine can stand. */
function* standings(fingerprint: Fingerprint): Generator<Observation> {
  const parts = Object.keys(fingerprint) as PartName[];
  for (let code = 0; code < 3 ** parts.length; code++) {
    const changes: Partial<Observation> = {};
    parts.forEach((part, at) => {
      const state = Math.floor(code / 3 ** at) % 3;
      if (state > 0) changes[part] = state === 1 ? other : hidden;
    });
    yield machine(fingerprint, changes);
  }
}

describe('of every set of parts', () => {
  it('as many may change as is said, whichever they are but all anchors, and not one more', () => {
    for (const fingerprint of fingerprints) {
      const { parts, spare, anchors: anchored } = tolerance(fingerprint);
      for (let changed = 0; changed < 2 ** parts.length; changed++) {
        const gone = parts.filter((_, at) => changed & (1 << at));
        const changes = Object.fromEntries(gone.map((part) => [part, other]));
        const lost = anchored.length > 0 && anchored.every((part) => gone.includes(part));
        const expected = gone.length <= spare && !lost ? 'matches' : 'mismatch';
        const { verdict } = match(fingerprint, machine(fingerprint, changes));
        expect(verdict, `${parts.join(' ')} less ${gone.join(' ')}`).toBe(expected);
      }
    }
  });

  it('what-if says what really becomes of the licence when a part is changed', () => {
    let told = 0;
    for (const fingerprint of fingerprints)
      for (const here of standings(fingerprint))
        for (const { part, ifChanged } of whatIf(fingerprint, here)) {
          const really = match(fingerprint, { ...here, [part]: other }).verdict;
          if (really !== ifChanged) expect.fail(`${part} of ${JSON.stringify(here)}`);
          told += 1;
        }
    expect(told).toBeGreaterThan(5000);
  });
});

describe('what-if', () => {
  const full = of('machineId', 'productUuid', 'boardSerial', 'diskSerial', 'nics');

  it('names for a machine as it was licensed no part that would end the licence', () => {
    const answers = whatIf(full, machine(full));
    expect(answers.map(({ part }) => part)).toEqual(Object.keys(full));
    for (const answer of answers)
      expect(answer).toMatchObject({ state: 'matches', ifChanged: 'matches' });
  });

  it('names each part that would, once all that may change has', () => {
    const here = machine(full, { machineId: other, boardSerial: other });
    expect(whatIf(full, here)).toEqual([
      { part: 'machineId', state: 'differs', ifChanged: 'matches' },
      { part: 'productUuid', state: 'matches', ifChanged: 'mismatch' },
      { part: 'boardSerial', state: 'differs', ifChanged: 'matches' },
      { part: 'diskSerial', state: 'matches', ifChanged: 'mismatch' },
      { part: 'nics', state: 'matches', ifChanged: 'mismatch' },
    ]);
  });

  it('names the last anchor, where parts enough would be left', () => {
    const here = machine(full, { boardSerial: other });
    const fatal = whatIf(full, here).filter(({ ifChanged }) => ifChanged === 'mismatch');
    expect(fatal.map(({ part }) => part)).toEqual(['diskSerial']);
    expect(anchors).toContain('diskSerial');
  });

  it('says of what cannot be read that it cannot be said', () => {
    const here = machine(full, { boardSerial: hidden, diskSerial: hidden });
    expect(whatIf(full, here)).toEqual([
      { part: 'machineId', state: 'matches', ifChanged: 'unavailable' },
      { part: 'productUuid', state: 'matches', ifChanged: 'unavailable' },
      { part: 'boardSerial', state: 'unavailable', ifChanged: 'unavailable' },
      { part: 'diskSerial', state: 'unavailable', ifChanged: 'unavailable' },
      { part: 'nics', state: 'matches', ifChanged: 'unavailable' },
    ]);
  });

  it('tells of a card that it is all there is', () => {
    expect(whatIf(of('gpu'), machine(of('gpu')))).toEqual([
      { part: 'gpu', state: 'matches', ifChanged: 'mismatch' },
    ]);
  });
});
