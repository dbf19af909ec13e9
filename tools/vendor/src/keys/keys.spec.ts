import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { publicP256, verifyKeyset, verifyLicense } from '@easel/license';
import { beforeEach, describe, expect, it } from 'vitest';

import { checkout } from '../checkout.js';
import { Desk } from '../cli/desk.fixture.js';
import { readLedger } from '../ledger/reading.js';
import { keyFiles } from './key-files.js';
import { readPublicKeys } from './keyset-file.js';
import { openKeys } from './signer.js';

let desk: Desk;

const modeOf = (path: string) => statSync(path).mode & 0o777;
const secrets = () => readdirSync(desk.keys).filter((name) => name.endsWith('.key.pem'));
const pem = (name: string) => readFileSync(join(desk.keys, name), 'utf8');
const keyset = () => readPublicKeys(desk.keys).keyset;
const states = (use: string) =>
  [...keyset().keys.values()].filter((key) => key.use === use).map(({ state }) => state);

beforeEach(() => {
  desk = new Desk();
});

describe("a vendor's keys", () => {
  it('are three private files in a private folder', async () => {
    expect(await desk.init()).toMatchObject({ code: 0, err: /not under a passphrase/ });
    expect(modeOf(desk.keys)).toBe(0o700);
    expect(secrets()).toHaveLength(3);
    for (const name of secrets()) {
      expect(modeOf(join(desk.keys, name))).toBe(0o600);
      expect(pem(name)).toMatch(/^-----BEGIN PRIVATE KEY-----/);
    }
  });

  it('are told to be outside where they are made inside of the checkout', async () => {
    const inside = mkdtempSync(join(checkout, 'tools/vendor/dist/keys-'));
    try {
      expect(await desk.run('keys', 'init', inside)).toMatchObject({
        code: 0,
        err: /keys-\w+ is inside the checkout, .*: move it outside\.$/m,
      });
    } finally {
      rmSync(inside, { recursive: true });
    }
    expect((await desk.init()).err).not.toContain('checkout');
  });

  it('come with a public half in which nothing is private, signed by the root', async () => {
    await desk.init();
    const files = keyFiles(desk.keys);
    const root = readFileSync(files.rootPublic, 'utf8');
    expect(root).not.toContain('PRIVATE');
    const token = readFileSync(files.keyset, 'utf8').trimEnd();
    expect(verifyKeyset(token, publicP256(root))).toMatchObject({
      issuer: 'A Vendor',
      version: 1,
    });
    expect(states('license')).toEqual(['active']);
    expect(states('package')).toEqual(['active']);
    const [, payload = ''] = token.split('.');
    expect(Buffer.from(payload, 'base64url').toString()).not.toContain('"d"');
  });

  it('are the first line of a ledger', async () => {
    await desk.init();
    expect(readLedger(desk.keys).entries).toMatchObject([
      { n: 1, event: 'keys-made', issuer: 'A Vendor', keys: [...keyset().keys.keys()] },
    ]);
    expect(modeOf(keyFiles(desk.keys).ledger)).toBe(0o600);
  });

  it('are never written over, nor is anything else, and leave nothing half made', async () => {
    await desk.init();
    const before = pem('root.key.pem');
    expect(await desk.init()).toMatchObject({ code: 1, err: /never overwritten/ });
    expect(pem('root.key.pem')).toBe(before);
    expect(readdirSync(desk.folder)).toEqual(['keys']);

    mkdirSync(desk.path('taken'));
    writeFileSync(desk.path('taken/notes'), 'precious');
    expect(await desk.run('keys', 'init', 'taken')).toMatchObject({ code: 1 });
    expect(readdirSync(desk.path('taken'))).toEqual(['notes']);
  });

  it('are refused when the private key is not the one in the keyset', async () => {
    await desk.init();
    const { signer } = openKeys({ path: desk.keys }, 'license');
    const files = keyFiles(desk.keys);
    writeFileSync(files.signingKey(signer.kid), readFileSync(files.rootKey));
    expect(() => openKeys({ path: desk.keys }, 'license')).toThrow(
      /is not the key that the keyset names/,
    );
  });
});

describe('keys under a passphrase', () => {
  const issue = () => desk.issue('--request', desk.request());

  beforeEach(async () => {
    writeFileSync(desk.path('passphrase'), 'correct horse\n');
    await desk.init('--passphrase-file', 'passphrase');
  });

  it('are encrypted, all of them', () => {
    expect(secrets()).toHaveLength(3);
    for (const name of secrets()) expect(pem(name)).toMatch(/^-----BEGIN ENCRYPTED PRIVATE KEY/);
  });

  it('open with it from a file, from the environment, or typed, and typed it is not shown', async () => {
    expect(
      await desk.issue('--request', desk.request(), '--passphrase-file', 'passphrase'),
    ).toMatchObject({ code: 0 });
    desk.env = { EASEL_VENDOR_PASSPHRASE: 'correct horse' };
    const permanent = ['--request', desk.request(), '--kind', 'permanent'];
    expect(await desk.issue(...permanent)).toMatchObject({ code: 0 });
    desk.env = {};
    desk.typed = 'correct horse\r';
    const typed = await desk.issue(...permanent);
    expect(typed).toMatchObject({ code: 0, err: /Passphrase of the keys/ });
    expect(typed.err).not.toContain('horse');
  });

  it('stay shut to a wrong one, to none, and to an empty file, and say so in a sentence', async () => {
    desk.env = { EASEL_VENDOR_PASSPHRASE: 'wrong' };
    expect(await issue()).toMatchObject({
      code: 1,
      err: /\nThe passphrase does not open .*\.key\.pem\n$/,
    });
    desk.env = {};
    expect(await issue()).toMatchObject({ code: 2, err: /are under a passphrase: give/ });
    writeFileSync(desk.path('empty'), '\n');
    expect(
      await desk.issue('--request', desk.request(), '--passphrase-file', 'empty'),
    ).toMatchObject({ code: 1, err: /empty: no passphrase is/ });
    expect(readLedger(desk.keys).entries).toHaveLength(1);
  });

  it('are rotated to keys under the same one', async () => {
    desk.env = { EASEL_VENDOR_PASSPHRASE: 'correct horse' };
    expect(await desk.run('keys', 'rotate', 'keys', '--use', 'license')).toMatchObject({ code: 0 });
    expect(secrets()).toHaveLength(4);
    for (const name of secrets()) expect(pem(name)).toContain('ENCRYPTED');
    expect(await issue()).toMatchObject({ code: 0 });
  });

  it('made with the passphrase of the environment are encrypted as well', async () => {
    desk.env = { EASEL_VENDOR_PASSPHRASE: 'correct horse' };
    await desk.run('keys', 'init', 'others');
    expect(readFileSync(desk.path('others/root.key.pem'), 'utf8')).toContain('ENCRYPTED');
  });
});

describe('a rotation', () => {
  const rotate = (...more: string[]) =>
    desk.run('keys', 'rotate', 'keys', '--use', 'license', ...more);

  beforeEach(async () => {
    await desk.init();
    await desk.issue('--request', desk.request());
  });

  it('retires the old key: what it signed counts on, what is signed from now on is the new one', async () => {
    const old = openKeys({ path: desk.keys }, 'license').signer.kid;
    const { code, out } = await rotate();
    expect(code).toBe(0);
    expect(out).toMatch(
      /Keyset version 2 is in .*keyset\.jwt\. Every licence and every package .*alone: easel lu keyset\.jwt$/m,
    );
    expect(keyset().version).toBe(2);
    expect(keyset().keys.get(old)).toMatchObject({ state: 'retired' });
    expect(states('package')).toEqual(['active']);
    expect(desk.license().seq).toBe(1);
    const { kid } = openKeys({ path: desk.keys }, 'license').signer;
    expect(kid).not.toBe(old);
    expect(readLedger(desk.keys).entries.at(-1)).toMatchObject({
      event: 'rotated',
      kid,
      previous: { kid: old, state: 'retired' },
      keyset: 2,
    });
  });

  it('revokes the old key where it was lost to somebody: nothing that it signed counts', async () => {
    expect(await rotate('--revoke')).toMatchObject({ code: 0, err: /issue it again/ });
    expect(states('license')).toEqual(['revoked', 'active']);
    expect(() => desk.license()).toThrow(/was revoked/);
  });

  it('is followed by a revocation where the retired key was lost to somebody after all', async () => {
    const old = openKeys({ path: desk.keys }, 'license').signer.kid;
    await rotate();
    expect(desk.license().seq).toBe(1);
    expect(await desk.run('keys', 'revoke', 'keys', old)).toMatchObject({ code: 0 });
    expect(keyset().version).toBe(3);
    expect(states('license')).toEqual(['revoked', 'active']);
    expect(() => desk.license()).toThrow(/was revoked/);
    expect(readLedger(desk.keys).entries.at(-1)).toMatchObject({ event: 'key-revoked', kid: old });
    expect(await desk.run('ledger', 'list', 'keys')).toMatchObject({
      out: expect.stringContaining(`${old} revoked`),
    });
    const { kid: active } = openKeys({ path: desk.keys }, 'license').signer;
    for (const [kid, why] of [
      [old, /revoked already/],
      [active, /is the active one: keys rotate --use license --revoke/],
      ['license-none', /There is no key license-none/],
    ] as const) {
      const refused = await desk.run('keys', 'revoke', 'keys', kid);
      expect(refused.code).toBe(1);
      expect(refused.err).toMatch(why);
    }
  });

  it('that was announced signs with the key that sites know already', async () => {
    expect(await rotate('--announce')).toMatchObject({ code: 0, out: /signs nothing yet/ });
    const next = [...keyset().keys].find(([, { state }]) => state === 'next')![0];
    await desk.issue('--request', desk.request(), '--kind', 'permanent');
    expect(desk.license().kind).toBe('permanent'); // the old key signs on
    expect(await rotate('--announce')).toMatchObject({ code: 1, err: /announced already/ });
    await rotate();
    expect(openKeys({ path: desk.keys }, 'license').signer.kid).toBe(next);
    expect(keyset().version).toBe(3);
    expect(states('license').toSorted()).toEqual(['active', 'retired']);
  });

  it('of the package key leaves licences alone', async () => {
    const { signer } = openKeys({ path: desk.keys }, 'license');
    await desk.run('keys', 'rotate', 'keys', '--use', 'package');
    expect(states('package')).toEqual(['retired', 'active']);
    expect(openKeys({ path: desk.keys }, 'license').signer.kid).toBe(signer.kid);
    expect(openKeys({ path: desk.keys }, 'package').signer.kid).toMatch(/^package-/);
  });

  it('comes to every site with the next licence, which only its keyset opens', async () => {
    const before = keyset();
    await rotate();
    await desk.issue('--request', desk.request(), '--kind', 'permanent');
    const [license, brought, end] = readFileSync(desk.path('easel.lic'), 'utf8').split('\n');
    expect(end).toBe('');
    expect(() => verifyLicense(license!, before)).toThrow(/key that is not trusted/);
    const { rootPem } = readPublicKeys(desk.keys);
    const newer = verifyKeyset(brought!, publicP256(rootPem));
    expect(verifyLicense(license!, newer)).toMatchObject({ kind: 'permanent' });
  });

  it('is not asked for in words that contradict each other, or without its use', async () => {
    expect(await rotate('--announce', '--revoke')).toMatchObject({ code: 2 });
    expect(await desk.run('keys', 'rotate')).toMatchObject({
      code: 2,
      err: /takes the folder of keys\n--use takes/,
    });
  });
});
