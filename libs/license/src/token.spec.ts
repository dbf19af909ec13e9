import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import type { LicenseFault } from './license-error.js';
import { LONGEST_LICENSE, verifyLicense } from './license.js';
import { faultOf, forge, testVendor } from './testing.js';

const vendor = testVendor();
const genuine = vendor.issue();
const header = { alg: 'ES256', typ: 'easel-license+jwt', kid: vendor.kid };

const fault = (token: string) => faultOf(() => verifyLicense(token, vendor.keyset));
const signed = (head: unknown) => forge(head, vendor.claims(), vendor.signing.privateKey);

/** The text that a signature is made of, with a licence's claims. */
const inputOf = (head: object) =>
  [head, vendor.claims()]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');

const unsigned = (alg: string) => `${inputOf({ ...header, alg })}.`;

/** A forgery that works wherever the public key's text is taken for a shared secret. */
const hmac = (secret: string) => {
  const input = inputOf({ ...header, alg: 'HS256' });
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
};

/** Truly signed in another algorithm, and saying so. */
const signedIn = (alg: string, digest: string, key: KeyObject) => {
  const input = inputOf({ ...header, alg });
  const signature = sign(digest, Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${signature.toString('base64url')}`;
};

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const p384 = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const signingPem = vendor.signing.publicKey.export({ type: 'spki', format: 'pem' }) as string;
const cases = Array.from({ length: 16 }, (_, bits) =>
  Array.from('none', (c, at) => (bits & (1 << at) ? c.toUpperCase() : c)).join(''),
);

describe('a header that could steer the verifier', () => {
  it('is told apart from the one that a vendor writes', () => {
    expect(fault(signed(header))).toBe('accepted');
  });

  it.each(cases)('is refused with alg %s, signed and unsigned', (alg) => {
    expect(fault(unsigned(alg))).toBe('form');
    expect(fault(signed({ ...header, alg }))).toBe('form');
  });

  it.each<[string, string, LicenseFault]>([
    ['HS256 keyed with the public PEM', hmac(signingPem), 'form'],
    ['HS256 keyed with the PEM of the root', hmac(vendor.rootPem), 'form'],
    ['HS256 keyed with a corrupt PEM', hmac(signingPem.slice(0, 80)), 'form'],
    ['HS256 keyed with nothing', hmac(''), 'form'],
    ['RS256, truly signed so', signedIn('RS256', 'sha256', rsa.privateKey), 'form'],
    ['ES384, truly signed so', signedIn('ES384', 'sha384', p384.privateKey), 'form'],
    ['ES384, signed with the key of an ES256', signed({ ...header, alg: 'ES384' }), 'form'],
    ['PS256', signed({ ...header, alg: 'PS256' }), 'form'],
    ['ES256 over a signature of RSA', signedIn('ES256', 'sha256', rsa.privateKey), 'signature'],
    ['ES256 over one of P-384', signedIn('ES256', 'sha256', p384.privateKey), 'signature'],
    ['es256', signed({ ...header, alg: 'es256' }), 'form'],
    ['an array as alg', signed({ ...header, alg: ['ES256'] }), 'form'],
    ['a number as alg', signed({ ...header, alg: 256 }), 'form'],
    ['null as alg', signed({ ...header, alg: null }), 'form'],
    ['no alg', signed({ typ: header.typ, kid: header.kid }), 'form'],
    ['alg twice', signed(JSON.stringify(header).replace('{', '{"alg":"none",')), 'form'],
    ['another typ', signed({ ...header, typ: 'JWT' }), 'form'],
    ['no typ', signed({ alg: 'ES256', kid: header.kid }), 'form'],
    ['jku', signed({ ...header, jku: 'https://example.com/keys' }), 'form'],
    ['jwk', signed({ ...header, jwk: vendor.signing.entry.jwk }), 'form'],
    ['x5u', signed({ ...header, x5u: 'https://example.com/cert' }), 'form'],
    ['x5c', signed({ ...header, x5c: ['MIIB'] }), 'form'],
    ['an unknown crit', signed({ ...header, crit: ['exp'] }), 'form'],
    ['b64 false', signed({ ...header, b64: false }), 'form'],
    ['an own __proto__', signed(JSON.stringify(header).replace('{', '{"__proto__":{},')), 'form'],
    ['an array as header', signed([header]), 'form'],
    ['null as header', signed('null'), 'form'],
    ['an unknown kid', signed({ ...header, kid: 'license-2' }), 'unknown-key'],
    ['kid __proto__', signed({ ...header, kid: '__proto__' }), 'unknown-key'],
    ['kid constructor', signed({ ...header, kid: 'constructor' }), 'unknown-key'],
    ['kid as a path', signed({ ...header, kid: '../../dev/null' }), 'unknown-key'],
    ["the root's kid", signed({ ...header, kid: 'root' }), 'unknown-key'],
    ['kid as a number', signed({ ...header, kid: 1 }), 'form'],
    ['kid as a list', signed({ ...header, kid: [vendor.kid] }), 'form'],
    ['no kid', signed({ alg: 'ES256', typ: header.typ }), 'form'],
    ['kid empty', signed({ ...header, kid: '' }), 'form'],
    ['kid of 65 characters', signed({ ...header, kid: 'k'.repeat(65) }), 'form'],
  ])('is refused: %s', (_, token, reason) => {
    expect(fault(token)).toBe(reason);
  });
});

describe('text that is not a token', () => {
  it.each<[string, string, LicenseFault]>([
    ['empty', '', 'malformed'],
    ['dots alone', '..', 'form'],
    ['as many dots as may be', '.'.repeat(LONGEST_LICENSE), 'malformed'],
    ['two parts', genuine.split('.').slice(0, 2).join('.'), 'malformed'],
    ['a fourth part', `${genuine}.AAAA`, 'malformed'],
    ['an empty fourth part', `${genuine}.`, 'malformed'],
    ['a newline at its end', `${genuine}\n`, 'malformed'],
    ['a carriage return at its end', `${genuine}\r`, 'malformed'],
    ['a newline within', genuine.replace('.', '.\n'), 'malformed'],
    ['a space before', ` ${genuine}`, 'malformed'],
    ['a NUL at its end', `${genuine}\0`, 'malformed'],
    ['padding', `${genuine}==`, 'malformed'],
    ['base64 that is not for URLs', `+${genuine.slice(1)}`, 'malformed'],
    ['a byte order mark', `\uFEFF${genuine}`, 'malformed'],
    ['characters of two bytes', '授'.repeat(1000), 'malformed'],
    ['half a surrogate', `\uD800${genuine}`, 'malformed'],
    ['as long as may be', 'A'.repeat(LONGEST_LICENSE), 'malformed'],
    ['one longer', 'A'.repeat(LONGEST_LICENSE + 1), 'too-long'],
    ['50 MB', 'A'.repeat(50_000_000), 'too-long'],
    ['50 MB of dots', '.'.repeat(50_000_000), 'too-long'],
  ])('is refused: %s', (_, token, reason) => {
    expect(fault(token)).toBe(reason);
  });

  it('is refused for its length before a byte of it is decoded', () => {
    const decode = vi.spyOn(Buffer, 'from');
    const parse = vi.spyOn(JSON, 'parse');
    fault(`${genuine}.${'A'.repeat(50_000_000)}`);
    expect([decode, parse].map(({ mock }) => mock.calls.length)).toEqual([0, 0]);
    fault(genuine);
    expect(decode).toHaveBeenCalled(); // else this would prove nothing
    vi.restoreAllMocks();
  });

  it('is refused when its header nests as deep as its length allows', () => {
    const lists = signed('['.repeat(5700) + ']'.repeat(5700));
    expect(LONGEST_LICENSE - lists.length).toBeGreaterThan(0);
    expect(fault(lists)).toBe('form');
    expect(fault(signed('{"a":'.repeat(1800) + '1' + '}'.repeat(1800)))).toBe('form');
  });
});
