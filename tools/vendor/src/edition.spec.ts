import { readFileSync, writeFileSync } from 'node:fs';
import type { Edition } from '@easel/license';
import { readTrust } from '@easel/platform';
import { beforeEach, describe, expect, it } from 'vitest';

import { Desk } from './cli/desk.fixture.js';
import { privateKeysIn } from './shipping/private-keys.js';

let desk: Desk;

const edition = (...more: string[]) => desk.run('edition', '--keys', 'keys', ...more);

beforeEach(async () => {
  desk = new Desk();
  await desk.init();
});

describe("a vendor's release edition", () => {
  it("is a module with which a build trusts this vendor's keyset and no other", async () => {
    await edition('--built-at', '2028-02-29', '--out', 'out/edition.ts');
    const built = (await import(desk.path('out/edition.ts'))) as { edition: Edition };
    expect(built.edition).toMatchObject({ kind: 'release', builtAt: 1_835_395_200 });
    const trust = readTrust(built.edition, '/nonexistent');
    expect(trust.keyset()).toMatchObject({ issuer: 'A Vendor', version: 1 });
  });

  it('is the same text for the same keys and time, another after a rotation', async () => {
    const text = async () => (await edition('--built-at', '2028-02-29')).out;
    const first = await text();
    expect(await text()).toBe(first);
    await desk.run('keys', 'rotate', 'keys', '--use', 'license');
    expect(await text()).not.toBe(first);
  });

  it('is of now unless told, and holds public halves only', async () => {
    const before = Math.floor(Date.now() / 1000);
    await edition('--out', 'out/edition.ts');
    const text = readFileSync(desk.path('out/edition.ts'), 'utf8');
    const [, builtAt] = /builtAt: (\d+)/.exec(text)!;
    expect(Number(builtAt)).toBeGreaterThanOrEqual(before);
    expect(await privateKeysIn(desk.path('out'))).toEqual([]);
  });

  it('needs no passphrase', async () => {
    desk.env = { EASEL_VENDOR_PASSPHRASE: 'x' };
    await desk.run('keys', 'init', 'sealed');
    desk.env = {};
    expect(await desk.run('edition', '--keys', 'sealed')).toMatchObject({ code: 0 });
  });

  it('is not written of a keyset that the root did not sign', async () => {
    await desk.run('keys', 'init', 'others');
    writeFileSync(desk.path('keys/keyset.jwt'), readFileSync(desk.path('others/keyset.jwt')));
    expect(await edition()).toMatchObject({ code: 1, err: /does not hold together: the keyset/ });
  });
});
