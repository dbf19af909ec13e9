import { spawnSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { gzipSync } from 'node:zlib';
import { beforeEach, describe, expect, it } from 'vitest';

import { Desk } from '../cli/desk.fixture.js';
import { privateKeysIn } from './private-keys.js';

const p256 = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const ed25519 = generateKeyPairSync('ed25519');
const sealed = { cipher: 'aes-256-cbc', passphrase: 'x' };

const pem = (key: KeyObject, more: object = {}) =>
  key.export({ type: 'pkcs8', format: 'pem', ...more } as never) as unknown as string;
const der = (key: KeyObject, type: 'pkcs8' | 'sec1', more: object = {}) =>
  key.export({ type, format: 'der', ...more } as never) as unknown as Buffer;
const base64 = (bytes: Buffer | string) => Buffer.from(bytes).toString('base64');
const jwk = JSON.stringify(p256.privateKey.export({ format: 'jwk' }));
const key = pem(p256.privateKey);

let desk: Desk;

/** Writes a file into the folder that is to be shipped. */
function put(name: string, content: string | Buffer): void {
  const path = desk.path(`ship/${name}`);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}

const found = () => privateKeysIn(desk.path('ship'));

function tar(archive: string, ...names: string[]): void {
  const { status } = spawnSync('tar', ['-cf', archive, ...names], { cwd: desk.path('ship') });
  expect(status).toBe(0);
}

beforeEach(() => {
  desk = new Desk();
  put('dist/main.js', 'export const main = 1;\n');
});

describe('a folder that is to be shipped', () => {
  it.each([
    ['PEM, PKCS8', key],
    ['PEM, SEC1', p256.privateKey.export({ type: 'sec1', format: 'pem' })],
    ['PEM, encrypted', pem(p256.privateKey, sealed)],
    [
      'PEM, encrypted in the old way',
      p256.privateKey.export({ type: 'sec1', format: 'pem', ...sealed }),
    ],
    ['PEM of an RSA key', pem(rsa.privateKey)],
    ['PEM of an Ed25519 key', pem(ed25519.privateKey)],
    ['PEM with the line ends of Windows', key.replaceAll('\n', '\r\n')],
    ['PEM within JSON', JSON.stringify({ key })],
    ['PEM in base64', base64(key)],
    [
      'PEM without its first and last line',
      key.replaceAll(/-----.*-----/g, '').replaceAll('\n', ''),
    ],
    ['DER, PKCS8', der(p256.privateKey, 'pkcs8')],
    ['DER, SEC1', der(p256.privateKey, 'sec1')],
    ['DER, encrypted', der(p256.privateKey, 'pkcs8', sealed)],
    [
      'DER within another file',
      Buffer.concat([Buffer.alloc(999, 7), der(p256.privateKey, 'sec1')]),
    ],
    ['a JWK', jwk],
    ['a JWK, indented', JSON.stringify(JSON.parse(jwk), null, 2)],
    ['a JWK within a string', JSON.stringify({ jwk })],
    ['a JWK in a program', jwk.replaceAll(/"(\w+)":/g, '$1: ')],
  ])('is refused for a private key in it as %s', async (_, content) => {
    put('assets/notes.txt', content);
    expect(new Set((await found()).map(({ file }) => file))).toEqual(new Set(['assets/notes.txt']));
  });

  it.each([
    ['a public key', p256.publicKey.export({ type: 'spki', format: 'pem' })],
    ['a public key in DER', p256.publicKey.export({ type: 'spki', format: 'der' })],
    ['a public JWK', JSON.stringify(p256.publicKey.export({ format: 'jwk' }))],
    [
      'a program that speaks of keys',
      `if (pem.includes('-----BEGIN PRIVATE KEY-----')) refuse();\n`,
    ],
    ['much else', Buffer.alloc(300_000, 'kty d {"d":1} -----BEGIN ')],
  ])('may hold %s', async (_, content) => {
    put('assets/notes.txt', content);
    expect(await found()).toEqual([]);
  });

  it('is refused for a key wherever in a long file it stands', async () => {
    const at = 65_536 - 60; // across the pieces in which a file is read
    put('model.onnx', Buffer.concat([Buffer.alloc(at, 0x20), Buffer.from(key), Buffer.alloc(at)]));
    expect(await found()).toMatchObject([{ file: 'model.onnx', what: 'a private key in PEM' }]);
  });

  it('is looked into through gzip and tar, one inside the other', async () => {
    put('vendor/root.key.pem', key);
    put('readme', 'nothing');
    tar('layer.tar', 'readme', 'vendor');
    put('package/layer.tar.gz', gzipSync(readFileSync(desk.path('ship/layer.tar'))));
    tar('package.tar', 'readme', 'package/layer.tar.gz', 'dist');
    put('out/package.tar.gz', gzipSync(readFileSync(desk.path('ship/package.tar'))));
    expect(await privateKeysIn(desk.path('ship/out'))).toEqual([
      {
        file: 'package.tar.gz!package/layer.tar.gz!vendor/root.key.pem',
        what: 'a private key in PEM',
      },
    ]);
  });

  it('is refused for an archive that is damaged, and for one that is not opened', async () => {
    put('cut.gz', gzipSync('x'.repeat(1000)).subarray(0, 20));
    put('models.zip', 'PK\x03\x04…');
    expect(await found()).toMatchObject([
      { file: 'cut.gz', what: expect.stringMatching(/cannot be read whole/) },
      { file: 'models.zip', what: expect.stringMatching(/a zip archive, which is not opened/) },
    ]);
  });

  it('is not left by its links', async () => {
    writeFileSync(desk.path('root.key.pem'), key);
    symlinkSync(desk.path('root.key.pem'), desk.path('ship/link'));
    expect(await found()).toEqual([]);
  });
});

describe('easel-vendor check', () => {
  it('names each file that holds a private key', async () => {
    await desk.init();
    const { code, out, err } = await desk.run('check', '.');
    expect(code).toBe(1);
    expect(out.match(/^keys\/\S+\.key\.pem: a private key in PEM$/gm)).toHaveLength(3);
    expect(out.split('\n')).toHaveLength(4);
    expect(err).toMatch(/must not be shipped/);
  });

  it('finds the keys under a passphrase as well', async () => {
    desk.env = { EASEL_VENDOR_PASSPHRASE: 'x' };
    await desk.init();
    expect((await desk.run('check', 'keys')).out.match(/\.key\.pem/g)).toHaveLength(3);
  });

  it('passes a folder without one, and none that is not there', async () => {
    expect(await desk.run('check', 'ship')).toMatchObject({ code: 0, out: /^No private key in/ });
    expect(await desk.run('check', 'shop')).toMatchObject({ code: 1, err: /nothing was checked/ });
  });
});
