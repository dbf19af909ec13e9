import { createHmac, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { LicenseError, type LicenseFault } from './license-error.js';
import { verifyKeyset, type KeysetClaims } from './keyset.js';
import { verifyLicense } from './license.js';
import { signKeyset, signLicense } from './sign.js';
import { testVendor } from './testing.js';

const vendor = testVendor();
const genuine = vendor.issue();

const base64url = (text: string | Buffer) => Buffer.from(text).toString('base64url');
const header = { alg: 'ES256', typ: 'easel-license+jwt', kid: vendor.kid };

/** A token of exactly these texts, truly signed unless told otherwise. */
function forge(head: unknown, payload: unknown, key: KeyObject = vendor.signing.privateKey) {
  const text = (part: unknown) => (typeof part === 'string' ? part : JSON.stringify(part));
  const input = `${base64url(text(head))}.${base64url(text(payload))}`;
  const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
  return `${input}.${base64url(signature)}`;
}

function faultOf(token: string, keyset = vendor.keyset): LicenseFault | 'accepted' {
  try {
    verifyLicense(token, keyset);
    return 'accepted';
  } catch (error) {
    expect(error).toBeInstanceOf(LicenseError);
    return (error as LicenseError).reason;
  }
}

/** The keyset, signed again with something else in it. */
const keysetWith = (changes: Partial<KeysetClaims>) =>
  verifyKeyset(
    signKeyset({ ...vendor.keysetClaims, ...changes }, vendor.root.privateKey),
    vendor.root.publicKey,
  );

const trial = vendor.claims({ kind: 'trial', exp: 1_790_000_000 });
const trialText = JSON.stringify(trial);

describe('a genuine licence', () => {
  it('is read whole, names in any script as they were written', () => {
    expect(verifyLicense(genuine, vendor.keyset)).toEqual(vendor.claims());
  });

  it('is what the forgeries below are made of', () => {
    expect(faultOf(forge(header, vendor.claims()))).toBe('accepted');
    expect(faultOf(forge(header, trial))).toBe('accepted');
  });
});

describe('a header that could steer the verifier', () => {
  const hmac = () => {
    const input = `${base64url(JSON.stringify({ ...header, alg: 'HS256' }))}.${base64url(JSON.stringify(vendor.claims()))}`;
    return `${input}.${createHmac('sha256', vendor.rootPem).update(input).digest('base64url')}`;
  };
  const unsigned = (alg: string) =>
    `${base64url(JSON.stringify({ ...header, alg }))}.${base64url(JSON.stringify(vendor.claims()))}.`;

  it.each<[string, string, LicenseFault]>([
    ...['none', 'None', 'NONE', 'nOnE'].map((alg): [string, string, LicenseFault] => [
      `alg ${alg}, unsigned`,
      unsigned(alg),
      'form',
    ]),
    ['alg none, signed', forge({ ...header, alg: 'none' }, vendor.claims()), 'form'],
    ['HS256 keyed with the public PEM', hmac(), 'form'],
    ['RS256', forge({ ...header, alg: 'RS256' }, vendor.claims()), 'form'],
    ['ES384', forge({ ...header, alg: 'ES384' }, vendor.claims()), 'form'],
    ['an array as alg', forge({ ...header, alg: ['ES256'] }, vendor.claims()), 'form'],
    ['no alg', forge({ typ: header.typ, kid: header.kid }, vendor.claims()), 'form'],
    ['another typ', forge({ ...header, typ: 'JWT' }, vendor.claims()), 'form'],
    ["a keyset's typ", forge({ ...header, typ: 'easel-keyset+jwt' }, vendor.claims()), 'form'],
    ['no typ', forge({ alg: 'ES256', kid: header.kid }, vendor.claims()), 'form'],
    ['jku', forge({ ...header, jku: 'https://example.com/keys' }, vendor.claims()), 'form'],
    [
      'a key of its own',
      forge(
        { ...header, jwk: vendor.signing.publicKey.export({ format: 'jwk' }) },
        vendor.claims(),
      ),
      'form',
    ],
    ['x5u', forge({ ...header, x5u: 'https://example.com/cert' }, vendor.claims()), 'form'],
    ['an unknown crit', forge({ ...header, crit: ['exp'] }, vendor.claims()), 'form'],
    ['an array as header', forge([header], vendor.claims()), 'form'],
    ['an unknown kid', forge({ ...header, kid: 'license-2' }, vendor.claims()), 'unknown-key'],
    ['kid __proto__', forge({ ...header, kid: '__proto__' }, vendor.claims()), 'unknown-key'],
    ['kid constructor', forge({ ...header, kid: 'constructor' }, vendor.claims()), 'unknown-key'],
    ['kid as a path', forge({ ...header, kid: '../../dev/null' }, vendor.claims()), 'unknown-key'],
    ['kid as a number', forge({ ...header, kid: 1 }, vendor.claims()), 'form'],
  ])('is refused: %s', (_, token, reason) => {
    expect(faultOf(token)).toBe(reason);
  });
});

describe('a signed payload that is not a licence', () => {
  const without = (name: keyof typeof trial) =>
    Object.fromEntries(Object.entries(trial).filter(([key]) => key !== name));

  it.each<[string, unknown]>([
    ['null', 'null'],
    ['an array', [trial]],
    ['a string', '"licence"'],
    ['not JSON', 'licence'],
    ['a duplicate key', trialText.replace('{', '{"exp":1900000000,')],
    ['spaces between', JSON.stringify(trial, null, 1)],
    ['a byte order mark', `\uFEFF${trialText}`],
    ['an own __proto__', trialText.replace('{', '{"__proto__":{"exp":1900000000},')],
    ['a claim nobody knows', { ...trial, admin: true }],
    ['a trial without exp', without('exp')],
    ['exp null', { ...trial, exp: null }],
    ['exp a string', { ...trial, exp: '1790000000' }],
    ['exp in milliseconds', { ...trial, exp: 1_790_000_000_000 }],
    ['exp 1e999', trialText.replace('"exp":1790000000', '"exp":1e999')],
    ['exp a fraction', { ...trial, exp: 1_790_000_000.5 }],
    ['exp written as a fraction', trialText.replace('"exp":1790000000', '"exp":1790000000.0')],
    ['issued after its end', { ...trial, iat: 1_790_000_000 }],
    ['beginning after its end', { ...trial, nbf: 1_790_000_000 }],
    ['a permanent licence with exp', { ...trial, kind: 'permanent' }],
    ['a trial with grace', { ...trial, grace_days: 7 }],
    ['no fingerprint', { ...trial, fingerprints: [] }],
    ['a fingerprint without parts', { ...trial, fingerprints: [{}] }],
    ['no deployment', { ...trial, deployments: [] }],
    ['for somebody else', { ...trial, aud: 'other' }],
    ['for a list', { ...trial, aud: ['easel'] }],
    ['no seq', without('seq')],
  ])('is refused: %s', (_, payload) => {
    expect(faultOf(forge(header, payload))).toBe('claims');
  });

  it('is refused when it is not UTF-8', () => {
    const payload = base64url(Buffer.from(trialText.replace('trial', '\u00ff'), 'latin1'));
    const input = `${base64url(JSON.stringify(header))}.${payload}`;
    const key = vendor.signing.privateKey;
    const signature = sign('sha256', Buffer.from(input), { key, dsaEncoding: 'ieee-p1363' });
    expect(faultOf(`${input}.${base64url(signature)}`)).toBe('claims');
  });

  it("is refused from a vendor that is not the keyset's", () => {
    expect(faultOf(forge(header, { ...trial, iss: 'Another Vendor' }))).toBe('issuer');
  });
});

describe('a signature', () => {
  const [head = '', payload = '', signature = ''] = genuine.split('.');

  it.each<[string, string]>([
    ['of another key', forge(header, vendor.claims(), testVendor().signing.privateKey)],
    ['of the root key', forge(header, vendor.claims(), vendor.root.privateKey)],
    ['of zeros', `${head}.${payload}.${base64url(Buffer.alloc(64))}`],
    [
      'cut short',
      `${head}.${payload}.${base64url(Buffer.from(signature, 'base64url').subarray(0, 63))}`,
    ],
    [
      'in DER',
      `${head}.${payload}.${base64url(sign('sha256', Buffer.from(`${head}.${payload}`), vendor.signing.privateKey))}`,
    ],
  ])('is refused: %s', (_, token) => {
    expect(faultOf(token)).toBe('signature');
  });

  it('fails with any one byte of the token changed', () => {
    for (let at = 0; at < genuine.length; at++) {
      const bytes = Buffer.from(genuine);
      bytes[at]! ^= 1;
      expect(faultOf(bytes.toString('latin1')), `byte ${at}`).not.toBe('accepted');
    }
  });
});

describe('text that is not a token', () => {
  it.each<[string, string, LicenseFault]>([
    ['empty', '', 'malformed'],
    ['dots alone', '..', 'form'],
    ['a fourth part', `${genuine}.AAAA`, 'malformed'],
    ['a newline at its end', `${genuine}\n`, 'malformed'],
    ['a space before', ` ${genuine}`, 'malformed'],
    ['padding', `${genuine}==`, 'malformed'],
    ['a byte order mark', `\uFEFF${genuine}`, 'malformed'],
    ['17 KiB', 'A'.repeat(17 * 1024), 'too-long'],
    ['50 MB', 'A'.repeat(50_000_000), 'too-long'],
  ])('is refused: %s', (_, token, reason) => {
    expect(faultOf(token)).toBe(reason);
  });
});

describe('the keyset in force', () => {
  const stateOf = (state: 'next' | 'active' | 'retired' | 'revoked') =>
    keysetWith({ keys: vendor.keysetClaims.keys.map((key) => ({ ...key, state })) });

  it('lets a retired key vouch for what it signed, a revoked or future one for nothing', () => {
    expect(faultOf(genuine, stateOf('retired'))).toBe('accepted');
    expect(faultOf(genuine, stateOf('revoked'))).toBe('revoked');
    expect(faultOf(genuine, stateOf('next'))).toBe('key-not-in-use');
  });

  it('takes no licence signed with a key for packages', () => {
    const keys = vendor.keysetClaims.keys.map((key) => ({ ...key, use: 'package' as const }));
    expect(faultOf(genuine, keysetWith({ keys }))).toBe('unknown-key');
  });

  it('revokes a licence by name', () => {
    expect(faultOf(genuine, keysetWith({ revoked: ['license-of-a-test'] }))).toBe('revoked');
  });

  it('is refused unless the root key signed it as a keyset', () => {
    const refused = (token: string) => {
      expect(() => verifyKeyset(token, vendor.root.publicKey)).toThrow(LicenseError);
    };
    refused(signKeyset(vendor.keysetClaims, testVendor().root.privateKey));
    refused(signKeyset(vendor.keysetClaims, vendor.signing.privateKey));
    refused(genuine);
    const rootHeader = { alg: 'ES256', typ: 'easel-keyset+jwt', kid: 'root' };
    const byRoot = (head: object) => forge(head, vendor.keysetClaims, vendor.root.privateKey);
    expect(verifyKeyset(byRoot(rootHeader), vendor.root.publicKey).version).toBe(1);
    refused(byRoot({ ...rootHeader, typ: 'easel-license+jwt' }));
    refused(byRoot({ ...rootHeader, kid: 'license-1' }));
  });

  it('is refused with a key that is not on the curve, or two of one name', () => {
    const [key] = vendor.keysetClaims.keys;
    const astray = { ...key!, jwk: { ...key!.jwk, y: base64url(Buffer.alloc(32, 1)) } };
    expect(() => keysetWith({ keys: [astray] })).toThrow(LicenseError);
    expect(() => keysetWith({ keys: [key!, key!] })).toThrow();
  });
});

describe('signing', () => {
  it('refuses claims that nobody would accept', () => {
    const signer = { kid: vendor.kid, key: vendor.signing.privateKey };
    expect(() => signLicense({ ...trial, exp: 1_790_000_000_000 }, signer)).toThrow();
  });

  it('refuses a key of another curve', () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
    expect(() => signLicense(trial, { kid: vendor.kid, key: privateKey })).toThrow();
  });
});
