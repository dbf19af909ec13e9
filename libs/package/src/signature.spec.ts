import { createHmac, generateKeyPairSync, randomBytes } from 'node:crypto';
import { Keyring, type KeysetClaims } from '@easel/license';
import { forge, testKey, testVendor } from '@easel/license/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { places } from './layout.js';
import { openPackage } from './open-package.js';
import { Scene } from './scene.fixture.js';
import { signPackage, verifyPackage } from './signature.js';
import { archiveOf, partsOf, testContents, testPacker } from './testing.js';

const packer = testPacker();
const { vendor, signer, signing } = packer;
const contents = testContents();
const whole = packer.signed(contents);
const token = String(whole[places.token]);
const manifest = packer.manifestOf(contents);
const [head = '', payload = '', signature = ''] = token.split('.');
const header = { alg: 'ES256', typ: 'easel-package+jwt', kid: 'package-1' };
const base64 = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
const hs256 = () => {
  const input = `${base64({ ...header, alg: 'HS256' })}.${payload}`;
  const secret = signing.publicKey.export({ type: 'spki', format: 'pem' });
  return `${input}.${createHmac('sha256', secret).update(input).digest('base64url')}`;
};
const keysOf = (...keys: KeysetClaims['keys']) => vendor.rekey({ version: 3, keys });
const inState = (state: KeysetClaims['keys'][number]['state']) =>
  keysOf(vendor.signing.entry, { ...signing.entry, state });

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.make(new Keyring(vendor.trust));
});

afterEach(() => scene[Symbol.asyncDispose]());

const write = (changes: Record<string, string>) =>
  scene.write(archiveOf(partsOf({ ...whole, ...changes })));

const otherVendor = testPacker();

const refused: [
  title: string,
  changes: { token?: string; keyset?: string },
  reason: string,
  sentence: RegExp,
][] = [
  [
    'its signature taken off',
    { token: `${head}.${payload}.` },
    'signature',
    /package\.jwt was changed after it was signed, or the vendor did not sign it/,
  ],
  ['no place for a signature', { token: `${head}.${payload}` }, 'damaged', /is damaged and cannot/],
  [
    'the algorithm "none"',
    { token: `${base64({ ...header, alg: 'none' })}.${payload}.` },
    'form',
    /not signed in the one way that counts/,
  ],
  [
    'a signature by HS256 with the public key',
    { token: hs256() },
    'form',
    /the one way that count/,
  ],
  [
    'the type of a licence',
    { token: forge({ ...header, typ: 'easel-license+jwt' }, manifest, signing.privateKey) },
    'form',
    /the one way that counts/,
  ],
  [
    'a word of it changed',
    { token: `${head}.${base64({ ...manifest, version: '3' })}.${signature}` },
    'signature',
    /was changed after it was signed/,
  ],
  [
    "the signature of a licence's key",
    { token: signPackage(manifest, { kid: vendor.kid, key: vendor.signing.privateKey }) },
    'key-use',
    /signed with license-1, a key for licences and not for packages/,
  ],
  [
    'the signature of a key that nobody knows',
    { token: signPackage(manifest, { ...signer, kid: 'mine' }) },
    'unknown-key',
    /signed with the key mine, which this vendor's keyset does not have/,
  ],
  [
    "the signature of somebody else's key under our key's name",
    {
      token: signPackage(manifest, {
        ...signer,
        key: generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey,
      }),
    },
    'signature',
    /the vendor did not sign it/,
  ],
  ['a revoked key', { keyset: inState('revoked') }, 'key-revoked', /the vendor has revoked/],
  ['a key that is only announced', { keyset: inState('next') }, 'key-not-in-use', /not in use yet/],
  [
    'the keyset of another root',
    { keyset: otherVendor.keysetToken },
    'keyset',
    /not of the vendor whose Easel this is \(the keyset was changed, or not signed/,
  ],
  ['what is no keyset', { keyset: 'x' }, 'keyset', /\(the keyset is damaged\)/],
  [
    'both from another vendor',
    { token: String(otherVendor.signed(contents)[places.token]), keyset: otherVendor.keysetToken },
    'keyset',
    /compare the vendor key's fingerprint/,
  ],
  [
    'the name of another issuer in it',
    { token: signPackage({ ...manifest, iss: 'Somebody' }, signer) },
    'issuer',
    /says it is from Somebody, its keys are of A Vendor/,
  ],
  [
    'a manifest of more than 1 MiB',
    { token: randomBytes(2 ** 19 + 5).toString('hex') },
    'too-long',
    /1048586 byte/,
  ],
  ['a keyset of more than 64 KiB', { keyset: 'x'.repeat(2 ** 17) }, 'too-long', /at most 65536/],
];

describe('a package is refused that has', () => {
  it.each(refused)('%s', async (_, changes, reason, sentence) => {
    await write({
      ...(changes.token !== undefined && { [places.token]: changes.token }),
      ...(changes.keyset !== undefined && { [places.keyset]: changes.keyset }),
    });
    expect(await scene.refusal()).toMatchObject({
      reason,
      message: expect.stringMatching(sentence),
      words: { zh: expect.stringMatching(/\p{Script=Han}/u) },
    });
  });

  it('a key that a later keyset of ours has revoked, whatever keyset it brings', async () => {
    await write({});
    scene.keyring.offer(inState('revoked'));
    expect(await scene.refusal()).toMatchObject({ reason: 'key-revoked' });
  });

  it.each([
    ['a format to come', { format: 2 }],
    ['a claim that is not known', { extra: true }],
    ['no deployment name', { deployment: 'admin' }],
    ['no version', { version: '../1' }],
    ['images in an update', { kind: 'update' }],
    ['no images in a full one', { images: [] }],
    ['a path that climbs', { files: [{ ...manifest.files[0], path: '../x' }] }],
    ['a path that is absolute', { files: [{ ...manifest.files[0], path: '/x' }] }],
    [
      'a path that ends in a space',
      { files: [...manifest.files, { ...manifest.files[0], path: 'x ' }] },
    ],
    [
      'a path in the place of the signature',
      { files: [...manifest.files, { ...manifest.files[0], path: places.token }] },
    ],
    [
      'two paths that differ by case',
      { files: [...manifest.files, { ...manifest.files[0], path: 'Download.sh' }] },
    ],
    [
      'a path within a file',
      { files: [...manifest.files, { ...manifest.files[0], path: 'package/model/model.onnx/x' }] },
    ],
    ['too many files', { files: Array.from({ length: 4097 }, () => manifest.files[0]) }],
    ['a time in milliseconds', { iat: 1_790_000_000_000 }],
  ])('%s in its manifest, truly signed', async (_, changes) => {
    const forged = forge(header, { ...manifest, ...changes }, signing.privateKey);
    await write({ [places.token]: forged });
    const error = await scene.refusal();
    expect(['claims', 'too-long']).toContain(error.reason);
    expect(error.message).toMatch(/\S \(.+\): ask the vendor|bytes, at most/);
  });
});

describe('a package counts', () => {
  it('when a key signed it that is retired by now', async () => {
    await write({ [places.keyset]: inState('retired') });
    await scene.take();
  });

  it('with an older keyset than ours, judged by ours', async () => {
    await write({});
    scene.keyring.offer(inState('active'));
    await using opened = await openPackage(scene.package, scene.keyring);
    expect(opened.keyset.offer).toBe('older');
  });

  it('with a newer keyset, which is not taken up here', async () => {
    await write({});
    await using opened = await openPackage(scene.package, scene.keyring);
    expect(opened.keyset).toEqual({ token: packer.keysetToken, version: 2, offer: 'newer' });
    expect(scene.keyring.inForce().version).toBe(1);
  });

  it('with line ends after its signed texts, as editors add them', async () => {
    await write({ [places.token]: `${token}\n`, [places.keyset]: `${packer.keysetToken}\r\n` });
    await scene.take();
  });

  it('as exactly what was signed', () => {
    const { keyset } = new Keyring(vendor.trust).weigh(packer.keysetToken);
    expect(verifyPackage(token, keyset)).toEqual(manifest);
  });
});

describe('an Easel that cannot read whom it trusts', () => {
  it('says so, and takes no package', async () => {
    const trust = {
      ...testVendor().trust,
      keyset: () => {
        throw new Error('not a LicenseError: passes as it is');
      },
    };
    await write({});
    await expect(openPackage(scene.package, new Keyring(trust))).rejects.toThrow(/passes as it is/);
  });

  it('is not fooled by a package that brings its own key', async () => {
    const own = testKey('package-9', 'package');
    const keyset = testVendor().rekey({ version: 9, keys: [own.entry] });
    await write({
      [places.token]: signPackage(manifest, { kid: 'package-9', key: own.privateKey }),
      [places.keyset]: keyset,
    });
    expect(await scene.refusal()).toMatchObject({ reason: 'keyset' });
  });
});
