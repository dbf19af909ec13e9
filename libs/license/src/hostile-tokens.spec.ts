import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseLicenseFile } from './license-file.js';
import { verifyLicense } from './license.js';
import { faultOf, forge, testVendor } from './testing.js';

const vendor = testVendor();
const genuine = vendor.issue();
const header = { alg: 'ES256', typ: 'easel-license+jwt', kid: vendor.kid };

/** Whatever these throw but the typed error fails the test. */
const fault = (token: string) => faultOf(() => verifyLicense(token, vendor.keyset));
const fileFault = (bytes: Buffer) =>
  faultOf(() => verifyLicense(parseLicenseFile(bytes).license, vendor.keyset));

const seed = 337000;
const many = { numRuns: 8000, seed };
/** A signature takes as long to make as to check. */
const fewer = { numRuns: 2000, seed };

describe('20,000 tokens that nobody issued are each refused with the one typed error', () => {
  it('random bytes, and text like a token', () => {
    const part = fc.base64String({ maxLength: 200 });
    const token = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 400 }),
      fc.array(part, { maxLength: 5 }).map((parts) => parts.join('.')),
    );
    fc.assert(
      fc.property(token, fc.uint8Array({ maxLength: 400 }), (text, bytes) => {
        expect(fault(text)).not.toBe('accepted');
        expect(fileFault(Buffer.from(bytes))).not.toBe('accepted');
      }),
      many,
    );
  });

  it('a genuine one with bytes changed, put in and taken out', () => {
    const edit = fc.record({
      at: fc.nat(genuine.length - 1),
      removed: fc.nat(3),
      put: fc.uint8Array({ maxLength: 3 }),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let file = Buffer.from(genuine);
        for (const { at, removed, put } of edits)
          file = Buffer.concat([file.subarray(0, at), put, file.subarray(at + removed)]);
        fc.pre(file.toString('latin1') !== genuine);
        expect(fileFault(file)).not.toBe('accepted');
      }),
      many,
    );
  });

  it('truly signed ones, of any JSON as header and claims', () => {
    const { privateKey } = vendor.signing;
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (head, claims) => {
        expect(fault(forge(JSON.stringify(head), '{}', privateKey))).toBe('form');
        expect(fault(forge(header, JSON.stringify(claims), privateKey))).toBe('claims');
      }),
      fewer,
    );
  });

  it('truly signed ones with one claim that is anything else', () => {
    const { privateKey } = vendor.signing;
    const trial = vendor.claims({ kind: 'trial', exp: 1_790_000_000 });
    // Other deployments, names or times would be a licence as good as this one.
    const names = Object.keys(trial).filter((name) => name !== 'deployments');
    const other = fc.jsonValue().filter((value) => !/string|number/.test(typeof value));
    fc.assert(
      fc.property(fc.constantFrom(...names), other, (name, value) => {
        const token = forge(header, { ...trial, [name]: value }, privateKey);
        expect(fault(token)).toBe('claims');
      }),
      fewer,
    );
  });
});
