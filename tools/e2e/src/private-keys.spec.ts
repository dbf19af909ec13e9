import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, matchesGlob } from 'node:path';
import { createKeys, keyFiles, openKeys, privateKeysIn } from '@easel/vendor';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkout } from './test-site.js';

/** What .dockerignore leaves out, in the few forms that ours uses. */
const left = readFileSync(join(checkout, '.dockerignore'), 'utf8')
  .split('\n')
  .filter((line) => line !== '' && !line.startsWith('#'));

/** True for what `docker build` is sent of a checkout. */
const inContext = (path: string) =>
  !left.some((pattern) => matchesGlob(path, pattern) || matchesGlob(path, `${pattern}/**`));

/** What `tsc -b` made of each package, within `apps`, `libs` or `tools`. */
const isBuilt = (path: string) =>
  !path.includes('node_modules') && /^[^/]+(\/dist(\/.*)?)?$/.test(path);

describe('what is shipped', () => {
  it('is described in a form that this test understands', () => {
    for (const pattern of left)
      expect(pattern).toMatch(/^(\*\*\/)?[A-Za-z0-9.*_-]+(\/[A-Za-z0-9.*_-]+)*$/);
  });

  it('holds no private key: not what images are built of', async () => {
    expect(await privateKeysIn(checkout, inContext)).toEqual([]);
  });

  it.each(['apps', 'libs', 'tools'])(
    'holds no private key: not what is built in %s',
    async (folder) => {
      expect(await privateKeysIn(join(checkout, folder), isBuilt)).toEqual([]);
    },
  );
});

describe('keys that were made in a checkout', () => {
  let copy: string;

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'easel-context-'));
    cpSync(join(checkout, 'tools/vendor'), join(copy, 'tools/vendor'), {
      recursive: true,
      filter: (path) => !/\/(node_modules|dist)$/.test(path),
    });
    for (const folder of ['keys', 'tools/vendor/keys', 'var/vendor'])
      createKeys({ path: join(copy, folder), passphrase: folder === 'keys' ? 'x' : undefined });
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it('stay out of what images are built of, with their ledger; their public half may go', async () => {
    expect(await privateKeysIn(copy)).toHaveLength(9);
    expect(await privateKeysIn(copy, inContext)).toEqual([]);
    for (const name of ['ledger.jsonl', 'ledger.head', 'root.key.pem'])
      expect(inContext(`keys/${name}`)).toBe(false);
    expect(inContext('keys/root.pem')).toBe(true);
    expect(inContext('tools/vendor/src/ledger/ledger.ts')).toBe(true);
  });

  it('are found under whatever name they got there', async () => {
    const { signer } = openKeys({ path: join(copy, 'tools/vendor/keys') }, 'license');
    const secret = keyFiles(join(copy, 'tools/vendor/keys')).signingKey(signer.kid);
    mkdirSync(join(copy, 'apps/gateway/dist'), { recursive: true });
    cpSync(secret, join(copy, 'apps/gateway/dist/favicon.ico'));
    expect(await privateKeysIn(copy, inContext)).toEqual([]); // dist is built in the image
    cpSync(secret, join(copy, 'tools/vendor/src/notes.ts'));
    expect(await privateKeysIn(copy, inContext)).toEqual([
      { file: 'tools/vendor/src/notes.ts', what: 'a private key in PEM' },
    ]);
    expect(await privateKeysIn(join(copy, 'apps'))).toEqual([
      { file: 'gateway/dist/favicon.ico', what: 'a private key in PEM' },
    ]);
  });
});
