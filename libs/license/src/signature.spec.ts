import { sign } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { parseLicenseFile } from './license-file.js';
import { verifyKeyset } from './keyset.js';
import { verifyLicense } from './license.js';
import { faultOf, forge, testVendor } from './testing.js';

const vendor = testVendor();
const genuine = vendor.issue();
const [head = '', payload = '', signature = ''] = genuine.split('.');
const bytes = Buffer.from(signature, 'base64url');
const r = bytes.subarray(0, 32);
const s = bytes.subarray(32);

/** How many points P-256 has. */
const order = 0xffffffff_00000000_ffffffff_ffffffff_bce6faad_a7179e84_f3b9cac2_fc632551n;

const number = (from: Buffer) => BigInt(`0x${from.toString('hex')}`);
const word = (value: bigint) => Buffer.from(value.toString(16).padStart(64, '0'), 'hex');
const zero = Buffer.alloc(32);

const fault = (token: string) => faultOf(() => verifyLicense(token, vendor.keyset));
const withSignature = (...parts: Buffer[]) =>
  `${head}.${payload}.${Buffer.concat(parts).toString('base64url')}`;

describe('a signature', () => {
  const { privateKey } = vendor.signing;
  const header = { alg: 'ES256', typ: 'easel-license+jwt', kid: vendor.kid };
  const der = sign('sha256', Buffer.from(`${head}.${payload}`), privateKey);

  it('of the vendor is what is changed below', () => {
    expect(fault(withSignature(r, s))).toBe('accepted');
  });

  it.each<[string, string]>([
    ['of another key', forge(header, vendor.claims(), testVendor().signing.privateKey)],
    ['of the root key', forge(header, vendor.claims(), vendor.root.privateKey)],
    ["another licence's", `${head}.${payload}.${vendor.issue({ seq: 2 }).split('.')[2] ?? ''}`],
    ['none', withSignature()],
    ['zeros', withSignature(zero, zero)],
    ['r zero', withSignature(zero, s)],
    ['s zero', withSignature(r, zero)],
    ['r the order of the curve', withSignature(word(order), s)],
    ['s the order of the curve', withSignature(r, word(order))],
    ['all ones', withSignature(Buffer.alloc(64, 0xff))],
    ['r and s changed about', withSignature(s, r)],
    ['in DER', withSignature(der)],
    ['a byte longer', withSignature(r, s, Buffer.alloc(1))],
    ['a zero before', withSignature(Buffer.alloc(1), r, s)],
    ['twice', withSignature(bytes, bytes)],
  ])('is refused: %s', (_, token) => {
    expect(fault(token)).toBe('signature');
  });

  it('is refused cut short anywhere', () => {
    for (let length = 0; length < bytes.length; length++)
      expect(fault(withSignature(bytes.subarray(0, length))), `${length} bytes`).toBe('signature');
  });

  // (r, s) and (r, n - s) sign the same text, and anyone can make one of the other. So nothing may know a licence by
  // its token's text: it is known, revoked and counted by `jti`.
  it('counts in its twin form as well, and says the same, revoked or not', () => {
    const twin = withSignature(r, word(order - number(s)));
    expect(twin).not.toBe(genuine);
    expect(verifyLicense(twin, vendor.keyset)).toEqual(vendor.claims());
    const revoking = vendor.rekey({ version: 2, revoked: [vendor.claims().jti] });
    const keyset = verifyKeyset(revoking, vendor.root.publicKey);
    expect(faultOf(() => verifyLicense(twin, keyset))).toBe('revoked');
  });
});

describe('a licence file', () => {
  it('fails with any one bit of any byte of it flipped', () => {
    const file = Buffer.from(genuine);
    const accepted: string[] = [];
    for (let at = 0; at < file.length; at++)
      for (let bit = 0; bit < 8; bit++) {
        const flipped = Buffer.from(file);
        flipped[at]! ^= 1 << bit;
        const answer = faultOf(() =>
          verifyLicense(parseLicenseFile(flipped).license, vendor.keyset),
        );
        if (answer === 'accepted') accepted.push(`byte ${at}, bit ${bit}`);
      }
    expect(accepted).toEqual([]);
  });

  it("'s keyset fails likewise", () => {
    const accepted: number[] = [];
    for (let at = 0; at < vendor.keysetToken.length; at++) {
      const flipped = Buffer.from(vendor.keysetToken);
      flipped[at]! ^= 1;
      const token = flipped.toString('latin1');
      if (faultOf(() => verifyKeyset(token, vendor.root.publicKey)) === 'accepted')
        accepted.push(at);
    }
    expect(accepted).toEqual([]);
  });
});
