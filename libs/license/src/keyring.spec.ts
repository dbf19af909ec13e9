import { describe, expect, it } from 'vitest';
import { Keyring } from './keyring.js';
import { verifyKeyset, type Keyset } from './keyset.js';
import { LicenseError } from './license-error.js';
import { faultOf, testVendor } from './testing.js';
import type { Trust } from './trust.js';

const vendor = testVendor();
const stranger = testVendor('A Customer With Keys Of His Own');
const version = (number: number, revoked: string[] = []) =>
  vendor.rekey({ version: number, revoked });
const trusted = (token: string) => verifyKeyset(token, vendor.root.publicKey);

/** What an edition brought, to be changed while a keyring stands. */
class Brought implements Trust {
  readonly edition: Trust['edition'];
  root = () => vendor.root.publicKey;
  keyset: () => Keyset = () => vendor.keyset;

  constructor(edition: Trust['edition'] = 'release') {
    this.edition = edition;
  }
}

const missing = () => {
  throw new LicenseError('keyset', 'missing');
};

describe('a keyring', () => {
  it('has what the edition brought, until a newer one of the same root comes', () => {
    const ring = new Keyring(new Brought());
    expect(ring.inForce()).toBe(vendor.keyset);
    expect(ring.offer(version(3, ['lost']))).toBe('newer');
    expect(ring.inForce()).toMatchObject({ version: 3, revoked: new Set(['lost']) });
  });

  it('weighs a keyset without taking it up', () => {
    const ring = new Keyring(new Brought());
    expect(ring.weigh(version(3))).toMatchObject({ offer: 'newer', keyset: { version: 3 } });
    expect(ring.inForce()).toBe(vendor.keyset);
  });

  it('takes no lower version, so that what was revoked stays so', () => {
    const ring = new Keyring(new Brought());
    ring.offer(version(3, ['lost']));
    expect(ring.offer(version(2))).toBe('older');
    expect(ring.offer(vendor.keysetToken)).toBe('older');
    expect(ring.inForce()).toMatchObject({ version: 3, revoked: new Set(['lost']) });
  });

  it('takes no other keyset of the same version, and knows its own when it comes again', () => {
    const ring = new Keyring(new Brought());
    expect(ring.offer(vendor.keysetToken)).toBe('current');
    expect(ring.offer(version(1, ['lost']))).toBe('older');
    expect(ring.inForce()).toBe(vendor.keyset);
    const third = version(3);
    expect(ring.offer(third)).toBe('newer');
    expect(ring.offer(third)).toBe('current');
  });

  it("takes nothing of another root, and keeps what it has: one's own keys license nobody", () => {
    const ring = new Keyring(new Brought());
    ring.offer(version(2));
    const foreign = stranger.rekey({ version: 9 });
    expect(faultOf(() => ring.offer(foreign))).toBe('signature');
    expect(faultOf(() => ring.offer(vendor.issue()))).toBe('form');
    expect(faultOf(() => ring.offer(''))).toBe('malformed');
    expect(ring.inForce().version).toBe(2);
  });

  it('has the newer of the two, whichever that is: an upgrade may bring a newer one', () => {
    const brought = new Brought();
    const ring = new Keyring(brought);
    ring.offer(version(3));
    const upgraded = trusted(version(4));
    brought.keyset = () => upgraded;
    expect(ring.inForce()).toBe(upgraded);
    expect(ring.offer(version(3))).toBe('older');
  });
});

describe('a keyring in development, whose files may change underneath', () => {
  it('lets go of a later keyset when the root becomes another', () => {
    const brought = new Brought('development');
    const ring = new Keyring(brought);
    ring.offer(version(9));
    brought.root = () => stranger.root.publicKey;
    brought.keyset = () => stranger.keyset;
    expect(ring.inForce()).toBe(stranger.keyset);
    expect(ring.offer(stranger.rekey({ version: 2 }))).toBe('newer');
  });

  it('keeps a later one while its own keyset cannot be read', () => {
    const brought = new Brought('development');
    const ring = new Keyring(brought);
    ring.offer(version(2));
    brought.keyset = missing;
    expect(ring.inForce().version).toBe(2);
  });

  it('says what is wrong where there is neither', () => {
    const brought = new Brought('development');
    brought.keyset = missing;
    expect(() => new Keyring(brought).inForce()).toThrow('the keyset is not installed');
  });
});
