import { signLicense, verifyKeyset, type Trust } from '@easel/license';
import { testKey, testVendor } from '@easel/license/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { REFUSED, RENEWAL, Scene } from './scene.fixture.js';

const vendor = testVendor();
const next = testKey('license-2');

/** The vendor's keys, each newer than the one before. */
const announced = vendor.rekey({
  version: 2,
  keys: [vendor.signing.entry, { ...next.entry, state: 'next' }],
});
const rotated = vendor.rekey({
  version: 3,
  keys: [{ ...vendor.signing.entry, state: 'retired' }, next.entry],
});
const revoked = vendor.rekey({
  version: 4,
  keys: [{ ...vendor.signing.entry, state: 'revoked' }, next.entry],
});

const old = vendor.issue();
const renewed = signLicense(vendor.claims({ jti: 'renewed', seq: 2 }), {
  kid: 'license-2',
  key: next.privateKey,
});

const trusts = {
  development: vendor.trust,
  release: { ...vendor.trust, edition: 'release' },
} satisfies Record<string, Trust>;

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open(vendor.trust);
});

afterEach(() => scene.close());

describe.each(Object.entries(trusts))('keys that come with a lease, in a %s', (_, trust) => {
  it('make a licence count that only the newer ones vouch for', async () => {
    scene.start(scene.grant(renewed), { trust });
    await scene.refused();
    expect(scene.verdict()).toBe('the licence is signed with a key that is not trusted here');
    await scene.answers(scene.grant(renewed, { keyset: announced }), REFUSED);
    expect(scene.verdict()).toBe('the licence is signed with a key that is not in use');
    await scene.answers(scene.grant(renewed, { keyset: rotated }), RENEWAL);
    expect(scene.verdict()).toBe('let in');
  });

  it('stay in force with later leases, which bring none, or older ones', async () => {
    scene.start(scene.grant(renewed, { keyset: rotated }), { trust });
    await scene.inForce();
    for (const keyset of ['', announced, vendor.keysetToken, rotated]) {
      await scene.answers(scene.grant(renewed, { keyset }), RENEWAL);
      expect(scene.verdict()).toBe('let in');
    }
  });

  it('end what they revoke, for good: older ones handed in again change nothing', async () => {
    scene.start(scene.grant(old, { keyset: rotated }), { trust });
    await scene.inForce(); // what a retired key signed counts on
    await scene.answers(scene.grant(old, { keyset: revoked }), REFUSED);
    expect(scene.verdict()).toBe('the licence was revoked');
    for (const keyset of [rotated, vendor.keysetToken, '']) {
      await scene.answers(scene.grant(old, { keyset }), REFUSED);
      expect(scene.verdict()).toBe('the licence was revoked');
    }
    await scene.answers(scene.grant(renewed), RENEWAL);
    expect(scene.verdict()).toBe('let in');
  });

  it.each([
    ['of another vendor', testVendor().rekey({ version: 9 }), 'was changed, or not signed by'],
    ['that are a licence', old, 'is not of a form accepted here'],
    ['that are damaged', `${revoked}=`, 'is damaged'],
  ])('are refused, and the lease with them: %s', async (__, keyset, words) => {
    scene.start(scene.grant(old), { trust });
    await scene.inForce();
    await scene.answers(scene.grant(old, { keyset }), REFUSED);
    expect(scene.verdict()).toContain(`the keyset ${words}`);
    expect(scene.holder.status()).toMatchObject({ inForce: false, why: 'invalid' });
    await scene.answers(scene.grant(old), RENEWAL);
    expect(scene.verdict()).toBe('let in');
  });
});

it('keys that a newer build brings count above older ones of a lease', async () => {
  let keyset = vendor.keyset;
  const trust: Trust = { ...trusts.release, keyset: () => keyset };
  scene.start(scene.grant(old, { keyset: rotated }), { trust });
  await scene.inForce();
  keyset = verifyKeyset(revoked, vendor.root.publicKey);
  await scene.answers(scene.grant(old, { keyset: rotated }), REFUSED);
  expect(scene.verdict()).toBe('the licence was revoked');
});
