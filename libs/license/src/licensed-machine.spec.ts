import { describe, expect, it } from 'vitest';
import { entitlement } from './entitlement.js';
import { cardsOf, fingerprintOf, observe, type Fingerprint } from './fingerprint.js';
import type { HostReading, Reading } from './host-reading.js';
import { verifyLicense } from './license.js';
import { isWeak, match } from './match.js';
import { testVendor } from './testing.js';

const vendor = testVendor();
const absent: Reading = { state: 'absent' };
const unreadable: Reading = { state: 'unavailable', why: 'EACCES' };
const read = (...values: string[]): Reading => ({ state: 'read', values });

const bought: HostReading = {
  machineId: read('3d1219c7c4c5404aaa1f6d2a48adfda4'),
  productUuid: read('4C4C4544-0042-3510-8054-B4C04F4E3332'),
  boardSerial: read('.2B5N3N2.CNFCW0067C00AB.'),
  diskSerial: read('S4EWNX0R123456'),
  nics: read('3c:fd:fe:9e:7a:10', '3c:fd:fe:9e:7a:11'),
  developmentId: absent,
  gpu: absent,
};
/** The same model, from the same maker, a shelf above. */
const another: HostReading = {
  ...bought,
  machineId: read('9f7b3c2a1d0e4f5a8b6c7d8e9f0a1b2c'),
  productUuid: read('4C4C4544-0042-3510-8054-B4C04F4E3333'),
  boardSerial: read('.2B5N3N3.CNFCW0067C00AC.'),
  diskSerial: read('S4EWNX0R123457'),
  nics: read('3c:fd:fe:9e:7a:12'),
};
const card = (digit: string) => `GPU-${digit.repeat(8)}-aaaa-bbbb-cccc-${digit.repeat(12)}`;

/** What becomes of a licence for some machines on this one: the vendor's real token, really read. */
function standing(fingerprints: Fingerprint[], here: HostReading) {
  const mode = fingerprints[0]?.gpu ? 'gpu' : 'cpu';
  const license = verifyLicense(vendor.issue({ mode, fingerprints }), vendor.keyset);
  const entitled = entitlement({ license, now: license.nbf, observation: observe(here) });
  return entitled.inForce ? 'in force' : entitled.why;
}

const licensed = fingerprintOf(observe(bought));
const on = (changes: Partial<HostReading>) => standing([licensed], { ...bought, ...changes });
const pick = (...parts: (keyof HostReading)[]) =>
  Object.fromEntries(parts.map((part) => [part, another[part]]));

describe('a licence for a machine', () => {
  it('is in force on it, and on no other', () => {
    expect(on({})).toBe('in force');
    expect(on(another)).toBe('other-machine');
  });

  it('is in force with three parts of five, not with two', () => {
    expect(on(pick('machineId', 'nics'))).toBe('in force');
    expect(on(pick('machineId', 'productUuid', 'nics'))).toBe('other-machine');
    expect(on(pick('boardSerial', 'diskSerial'))).toBe('other-machine'); // three, but neither anchor
  });

  it('survives a new network card, in place of another or of all', () => {
    expect(on({ nics: read('3c:fd:fe:9e:7a:11', '3c:fd:fe:00:00:01') })).toBe('in force');
    expect(on({ nics: read('3c:fd:fe:00:00:01') })).toBe('in force');
    expect(on({ nics: absent })).toBe('in force');
  });

  it('does not notice docker0 and veth coming and going', () => {
    const docker = read('3c:fd:fe:9e:7a:10', '02:42:ac:11:00:02', '3c:fd:fe:9e:7a:11');
    expect(fingerprintOf(observe({ ...bought, nics: docker }))).toEqual(licensed);
    const without = { ...bought, nics: read('02:42:ac:11:00:02') };
    expect(fingerprintOf(observe(without))).not.toHaveProperty('nics');
  });

  it('survives a system installed anew, and a new board by the side of it', () => {
    expect(on(pick('machineId'))).toBe('in force');
    expect(on(pick('machineId', 'boardSerial'))).toBe('in force');
  });

  it('does not follow a copy of its disk image: a cloned machine-id is one part of five', () => {
    expect(standing([licensed], { ...another, machineId: bought.machineId })).toBe('other-machine');
  });

  it('is bound to no placeholder, which a thousand machines share', () => {
    const cheap = {
      ...bought,
      productUuid: read('03000200-0400-0500-0006-000700080009'),
      boardSerial: read('To be filled by O.E.M.'),
    };
    const fingerprint = fingerprintOf(observe(cheap));
    expect(Object.keys(fingerprint)).toEqual(['machineId', 'diskSerial', 'nics']);
    const neighbour = { ...cheap, ...pick('machineId', 'diskSerial', 'nics') };
    expect(standing([fingerprint], neighbour)).toBe('other-machine');
  });

  it('calls a machine unreadable, not another, while what cannot be read could be it', () => {
    expect(on({ boardSerial: unreadable, productUuid: unreadable })).toBe('in force');
    expect(on({ boardSerial: unreadable, diskSerial: unreadable })).toBe('machine-unreadable');
    const nothing = Object.fromEntries(Object.keys(licensed).map((part) => [part, unreadable]));
    expect(on(nothing)).toBe('machine-unreadable');
    expect(on({ ...another, boardSerial: unreadable })).toBe('other-machine');
  });

  it('for a site is in force on each of its machines', () => {
    const site = [licensed, fingerprintOf(observe(another))];
    expect(standing(site, bought)).toBe('in force');
    expect(standing(site, another)).toBe('in force');
  });

  it('for a site is in force on no machine put together from parts of several', () => {
    const site = [licensed, fingerprintOf(observe(another))];
    const patchwork = {
      ...bought,
      machineId: read('7c1d9a40b2e84c6f9d3e5a7b8c9d0e1f'),
      productUuid: another.productUuid,
      boardSerial: another.boardSerial,
      nics: absent,
    };
    expect(standing(site, patchwork)).toBe('other-machine'); // two parts of one, one of the other
  });
});

describe('a weak machine', () => {
  const weak: HostReading = {
    ...bought,
    productUuid: absent,
    boardSerial: absent,
    diskSerial: absent,
  };
  const fingerprint = fingerprintOf(observe(weak));

  it('is told as such, and loses its licence with either part', () => {
    expect(isWeak(fingerprint)).toBe(true);
    expect(standing([fingerprint], weak)).toBe('in force');
    expect(standing([fingerprint], { ...weak, nics: another.nics })).toBe('other-machine');
    expect(standing([fingerprint], { ...weak, machineId: another.machineId })).toBe(
      'other-machine',
    );
  });

  it('without any part cannot be licensed, and is nobody else either', () => {
    const bare = observe({ ...weak, machineId: absent, nics: absent });
    expect(fingerprintOf(bare)).toEqual({});
    expect(() => vendor.issue({ fingerprints: [fingerprintOf(bare)] })).toThrow('at least one');
    expect(match({}, observe(bought))).toMatchObject({ verdict: 'mismatch', needed: 1 });
    expect(match({}, bare).verdict).toBe('mismatch');
    expect(standing([fingerprint], { ...weak, machineId: absent, nics: absent })).toBe(
      'other-machine',
    );
  });
});

describe('a licence for a GPU card', () => {
  const cards = (...digits: string[]) => ({ ...bought, gpu: read(...digits.map(card)) });
  const [first = '', second = ''] = cardsOf(observe(cards('1', '2')));
  const licensedCard = [{ gpu: [first] }];

  it('follows the card, whichever place it has and whatever machine it is in', () => {
    expect(standing(licensedCard, cards('1', '2'))).toBe('in force');
    expect(standing(licensedCard, cards('2', '1'))).toBe('in force');
    expect(standing(licensedCard, { ...another, gpu: read(card('1')) })).toBe('in force');
  });

  it('ends with the card taken out', () => {
    expect(standing(licensedCard, cards('2'))).toBe('other-hardware');
    expect(standing([{ gpu: [second] }], cards('2'))).toBe('in force');
  });

  it('is not in force on a machine without cards', () => {
    expect(standing(licensedCard, bought)).toBe('other-hardware');
  });

  it('waits for a driver that does not answer', () => {
    expect(standing(licensedCard, { ...bought, gpu: unreadable })).toBe('machine-unreadable');
  });

  it('is not to be had for what is no card: a slice of one, or what a driver says in trouble', () => {
    const slice = card('1').replace('GPU-', 'MIG-');
    const trouble = read(slice, 'No devices were found', '[GPU is lost]', 'GPU-');
    expect(observe({ ...bought, gpu: trouble }).gpu).toEqual({ state: 'absent' });
  });

  it('is no licence for a machine, and a machine with cards needs none of them', () => {
    const withCards = cards('1', '2');
    expect(fingerprintOf(observe(withCards))).not.toHaveProperty('gpu');
    expect(standing([licensed], withCards)).toBe('in force');
    expect(standing([licensed], { ...another, gpu: withCards.gpu })).toBe('other-machine');
  });
});
