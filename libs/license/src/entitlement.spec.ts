import { describe, expect, it } from 'vitest';
import { entitlement, type Circumstances } from './entitlement.js';
import type { Observation, Sighting } from './fingerprint.js';
import { testHash, testMachine, testVendor } from './testing.js';

const { claims } = testVendor();

const absent: Sighting = { state: 'absent' };
const seen = (hash: string): Sighting => ({ state: 'seen', hashes: [hash] });
const here: Observation = {
  machineId: seen(testHash('machine-id')),
  productUuid: absent,
  boardSerial: seen(testHash('board')),
  diskSerial: seen(testHash('disk')),
  nics: absent,
  developmentId: absent,
  gpu: absent,
};
const exp = Date.UTC(2026, 11, 1) / 1000;
const trial = claims({ kind: 'trial', exp });

const answer = (circumstances: Partial<Circumstances>) =>
  entitlement({ license: trial, now: exp - 1, observation: here, ...circumstances });

describe('a licence', () => {
  it('is in force on its machine until the second that it ends, and says when that was', () => {
    expect(answer({})).toEqual({ inForce: true, grace: false });
    expect(answer({ now: exp })).toMatchObject({
      inForce: false,
      why: 'expired',
      reason: { en: 'the licence expired on 2026-12-01' },
    });
  });

  it('without an end is in force for ever', () => {
    expect(answer({ license: claims(), now: 7_000_000_000 })).toEqual({
      inForce: true,
      grace: false,
    });
  });

  it('is not in force before it begins', () => {
    const nbf = Date.UTC(2026, 9, 30) / 1000;
    const license = claims({ nbf });
    expect(answer({ license, now: nbf })).toEqual({ inForce: true, grace: false });
    expect(answer({ license, now: nbf - 1 })).toMatchObject({
      why: 'not-yet-valid',
      reason: { en: 'the licence is not valid before 2026-10-30' },
    });
  });

  it('is not in force on another machine', () => {
    const observation = { ...here, boardSerial: seen('other'), diskSerial: seen('other') };
    expect(answer({ observation })).toMatchObject({
      why: 'other-machine',
      reason: { en: 'the licence was issued for another machine' },
    });
  });

  it('is in force on each machine of a site', () => {
    const license = claims({ fingerprints: [{ machineId: [testHash('elsewhere')] }, testMachine] });
    expect(answer({ license })).toEqual({ inForce: true, grace: false });
  });

  it('does not call a machine another that cannot be read', () => {
    const hidden: Sighting = { state: 'unavailable', why: 'EACCES' };
    const observation = { ...here, boardSerial: hidden, diskSerial: hidden };
    expect(answer({ observation })).toMatchObject({ why: 'machine-unreadable' });
  });

  it('for a card is not in force on a machine', () => {
    const license = claims({ mode: 'gpu', fingerprints: [{ gpu: [testHash('card')] }] });
    expect(answer({ license })).toMatchObject({ why: 'other-hardware' });
    const observation = { ...here, gpu: seen(testHash('card')) };
    expect(answer({ license, observation })).toMatchObject({ inForce: true });
  });

  it('covers the deployments that it names and no others', () => {
    const license = claims({ deployments: ['surface-defects', 'bolts'] });
    expect(answer({ license, deployment: 'bolts' })).toEqual({ inForce: true, grace: false });
    expect(answer({ license, deployment: 'nuts' })).toMatchObject({
      why: 'other-deployment',
      reason: { en: 'the licence does not cover nuts' },
    });
    expect(answer({ deployment: 'nuts' })).toEqual({ inForce: true, grace: false });
  });
});
