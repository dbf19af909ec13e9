import { describe, expect, it } from 'vitest';
import { verifyKeyset } from './keyset.js';
import { verifyLicense } from './license.js';
import { faultOf, forge, testKey, testVendor } from './testing.js';

const vendor = testVendor();
const header = { alg: 'ES256', typ: 'easel-license+jwt', kid: vendor.kid };
const trial = vendor.claims({ kind: 'trial', exp: 1_790_000_000 });
const trialText = JSON.stringify(trial);

const fault = (token: string, keyset = vendor.keyset) =>
  faultOf(() => verifyLicense(token, keyset));
const signed = (payload: unknown) => forge(header, payload, vendor.signing.privateKey);

describe('a genuine licence', () => {
  it('is read whole, names in any script as they were written', () => {
    expect(verifyLicense(vendor.issue(), vendor.keyset)).toEqual(vendor.claims());
  });

  it('is what the forgeries below are made of', () => {
    expect(fault(signed(vendor.claims()))).toBe('accepted');
    expect(fault(signed(trialText))).toBe('accepted');
  });

  it('may be issued ahead of the clock here: the floor of time moves, nothing is refused', () => {
    expect(fault(signed({ ...trial, iat: 1_789_999_999 }))).toBe('accepted');
  });
});

describe('a signed payload that is not a licence', () => {
  const without = (name: keyof typeof trial) =>
    Object.fromEntries(Object.entries(trial).filter(([key]) => key !== name));
  const exp = (written: string) => trialText.replace('"exp":1790000000', `"exp":${written}`);
  const machine = { machineId: [vendor.claims().fingerprints[0]!.machineId![0]] };
  const card = { gpu: machine.machineId };

  it.each<[string, unknown]>([
    ['null', 'null'],
    ['an array', [trial]],
    ['a string', '"licence"'],
    ['a number', '1'],
    ['not JSON', 'licence'],
    ['a duplicate key', trialText.replace('{', '{"exp":1900000000,')],
    ['a duplicate key in a machine', trialText.replace('[{', '[{"machineId":["x"],')],
    ['spaces between', JSON.stringify(trial, null, 1)],
    ['a newline after it', `${trialText}\n`],
    ['a byte order mark', `\uFEFF${trialText}`],
    ['an own __proto__', trialText.replace('{', '{"__proto__":{"exp":1900000000},')],
    ['a claim nobody knows', { ...trial, admin: true }],
    ['a trial without exp', without('exp')],
    ['exp null', exp('null')],
    ['exp a string', exp('"1790000000"')],
    ['exp a list', exp('[1790000000]')],
    ['exp true', exp('true')],
    ['exp in milliseconds', exp('1790000000000')],
    ['exp 1e999', exp('1e999')],
    ['exp 1.79e9', exp('1.79e9')],
    ['exp a fraction', exp('1790000000.5')],
    ['exp written as a fraction', exp('1790000000.0')],
    ['exp negative', exp('-1790000000')],
    ['exp zero', exp('0')],
    ['exp after 2200', exp('7258118401')],
    ['issued in the second that it ends', { ...trial, iat: 1_790_000_000 }],
    ['issued after its end', { ...trial, iat: 1_790_000_001 }],
    ['beginning in the second that it ends', { ...trial, nbf: 1_790_000_000 }],
    ['no iat', without('iat')],
    ['no nbf', without('nbf')],
    ['a permanent licence with exp', { ...trial, kind: 'permanent' }],
    ['a term without exp', { ...without('exp'), kind: 'term' }],
    ['a kind nobody knows', { ...trial, kind: 'eternal' }],
    ['a trial with grace', { ...trial, grace_days: 7 }],
    ['a permanent licence with grace', { ...vendor.claims(), grace_days: 7 }],
    ['no machine', { ...trial, fingerprints: [] }],
    ['a machine without parts', { ...trial, fingerprints: [{}] }],
    [
      'a machine of __proto__ alone',
      trialText.replace(/\[\{.*?\}\]/, `[{"__proto__":["${'x'.repeat(22)}"]}]`),
    ],
    ['a machine with a part nobody knows', { ...trial, fingerprints: [{ hostname: ['x'] }] }],
    ['a machine with a card, for cpu', { ...trial, fingerprints: [{ ...machine, ...card }] }],
    ['a machine, for gpu', { ...trial, mode: 'gpu', fingerprints: [machine] }],
    [
      'a card and its machine, for gpu',
      { ...trial, mode: 'gpu', fingerprints: [{ ...card, ...machine }] },
    ],
    ['no deployment', { ...trial, deployments: [] }],
    ['a deployment that is a path', { ...trial, deployments: ['../admin'] }],
    ['for nobody', { ...trial, aud: '' }],
    ['for somebody else', { ...trial, aud: 'other' }],
    ['for a list', { ...trial, aud: ['easel'] }],
    ['no aud', without('aud')],
    ['no iss', without('iss')],
    ['iss empty', { ...trial, iss: '' }],
    ['iss a list', { ...trial, iss: [trial.iss] }],
    ['no seq', without('seq')],
    ['seq negative', { ...trial, seq: -1 }],
    ['seq beyond what a number holds', trialText.replace('"seq":1', '"seq":9007199254740993')],
  ])('is refused: %s', (_, payload) => {
    expect(fault(signed(payload))).toBe('claims');
  });

  it('is refused when it is not UTF-8', () => {
    const latin1 = Buffer.from(trialText.replace('trial', '\u00ff'), 'latin1');
    expect(fault(signed(latin1))).toBe('claims');
  });

  it("is refused from a vendor that is not the keyset's, in another case even", () => {
    expect(fault(signed({ ...trial, iss: 'Another Vendor' }))).toBe('issuer');
    expect(fault(signed({ ...trial, iss: 'a vendor' }))).toBe('issuer');
  });
});

describe('a token of another kind, taken for a licence', () => {
  const pack = testKey('package-1', 'package');
  const both = verifyKeyset(
    vendor.rekey({ version: 2, keys: [vendor.signing.entry, pack.entry] }),
    vendor.root.publicKey,
  );
  const packageHeader = { ...header, typ: 'easel-package+jwt', kid: 'package-1' };

  it('is refused: a package manifest', () => {
    expect(fault(forge(packageHeader, vendor.claims(), pack.privateKey), both)).toBe('form');
  });

  it("is refused: a licence signed with the packages' key", () => {
    const token = forge({ ...header, kid: 'package-1' }, vendor.claims(), pack.privateKey);
    expect(fault(token, both)).toBe('unknown-key');
  });

  it("is refused: a package's typ over a licence's key", () => {
    const head = { ...packageHeader, kid: vendor.kid };
    expect(fault(forge(head, vendor.claims(), vendor.signing.privateKey), both)).toBe('form');
  });

  it("is refused: an admin's session, whoever signed it", () => {
    const claims = { sub: 'admin', iat: 1_780_000_000, exp: 1_780_003_600 };
    const head = { ...header, typ: 'easel-session+jwt' };
    expect(fault(forge(head, claims, vendor.signing.privateKey))).toBe('form');
    expect(fault(signed(claims))).toBe('claims');
  });

  it('is refused: a keyset, as the root signed it or under a licence key', () => {
    expect(fault(vendor.keysetToken)).toBe('form');
    expect(fault(signed(vendor.keysetClaims))).toBe('claims');
    expect(fault(forge(header, vendor.claims(), vendor.root.privateKey))).toBe('signature');
  });
});
