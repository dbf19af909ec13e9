import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publicP256, verifyKeyset } from '@easel/license';
import { beforeEach, describe, expect, it } from 'vitest';
import { createKeys, keyFiles, loadKeys } from './keys.js';

let folder: string;

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'easel-keys-')), 'keys');
});

describe("a vendor's keys", () => {
  it('are private files in a private folder', () => {
    createKeys(folder);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    const secret = readdirSync(folder).filter((name) => name.endsWith('.key.pem'));
    expect(secret).toHaveLength(2);
    for (const name of secret) expect(statSync(join(folder, name)).mode & 0o777).toBe(0o600);
  });

  it('come with a public half in which nothing is private, signed by the root', () => {
    createKeys(folder, 'A Vendor');
    const { rootPublic, keyset } = keyFiles(folder);
    const pem = readFileSync(rootPublic, 'utf8');
    expect(pem).not.toContain('PRIVATE');
    const token = readFileSync(keyset, 'utf8').trimEnd();
    expect(verifyKeyset(token, publicP256(pem))).toMatchObject({ issuer: 'A Vendor', version: 1 });
    const [, payload = ''] = token.split('.');
    expect(Buffer.from(payload, 'base64url').toString()).not.toContain('"d"');
  });

  it('are never written over, nor is anything else', () => {
    createKeys(folder);
    const before = readFileSync(keyFiles(folder).rootKey, 'utf8');
    expect(() => createKeys(folder)).toThrow(/never overwritten/);
    expect(readFileSync(keyFiles(folder).rootKey, 'utf8')).toBe(before);

    const taken = `${folder}-taken`;
    mkdirSync(taken);
    writeFileSync(join(taken, 'notes'), 'precious');
    expect(() => createKeys(taken)).toThrow(/never overwritten/);
    expect(readdirSync(taken)).toEqual(['notes']);
  });

  it('leave nothing half made beside them', () => {
    createKeys(folder);
    expect(() => createKeys(folder)).toThrow();
    expect(readdirSync(join(folder, '..'))).toEqual(['keys']);
  });

  it('are refused when the private key is not the one in the keyset', () => {
    createKeys(folder);
    const { signer } = loadKeys(folder);
    const files = keyFiles(folder);
    writeFileSync(files.signingKey(signer.kid), readFileSync(files.rootKey));
    expect(() => loadKeys(folder)).toThrow(/is not the key that the keyset names/);
  });
});
