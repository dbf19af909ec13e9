import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { License, Observation, Sighting } from '@easel/license';
import { testHash, testVendor } from '@easel/license/testing';
import { createLogger } from '@easel/platform';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { licenseFile } from './license-file.js';
import { Vigil } from './vigil.js';

const vendor = testVendor();
const log = createLogger('test', 'fatal');
const seen = (of: string): Sighting => ({ state: 'seen', hashes: [testHash(of)] });
const absent: Sighting = { state: 'absent' };
const here: Observation = {
  machineId: seen('machine-id'),
  productUuid: absent,
  boardSerial: seen('board'),
  diskSerial: seen('disk'),
  nics: absent,
  developmentId: absent,
  gpu: absent,
};

let home: string;
let now: number;
let vigil: Vigil;
let observe: () => Observation;

function begin(changes: Partial<License> = {}): void {
  mkdirSync(dirname(licenseFile(home)), { recursive: true });
  writeFileSync(licenseFile(home), `${vendor.issue(changes)}\n`);
  const { trust } = vendor;
  vigil = new Vigil({ home, trust, observe: () => observe(), now: () => now }, log);
}

const changed = () =>
  new Promise<void>((resolve) => {
    vigil.onChange(resolve);
  });

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'easel-vigil-'));
  now = Date.UTC(2026, 10, 30);
  observe = () => here;
});

afterEach(() => {
  vigil.stop();
  rmSync(home, { recursive: true });
});

describe('a vigil', () => {
  it('tells of the second in which a licence ends, without being asked', async () => {
    begin({ kind: 'trial', exp: now / 1000 + 2 });
    const told = changed();
    now += 2000;
    await told;
    expect(vigil.look()).toMatchObject({
      inForce: false,
      reason: 'the licence expired on 2026-11-30',
    });
  });

  it('tells of the second in which one begins', async () => {
    begin({ nbf: now / 1000 + 2 });
    const told = changed();
    now += 2000;
    await told;
    expect(vigil.look().inForce).toBe(true);
  });

  it('notices a clock that is set back to before a licence begins', async () => {
    begin({ nbf: now / 1000 });
    const told = changed();
    now -= 86_400_000;
    await told;
    expect(vigil.look().inForce).toBe(false);
  });

  it('tells of a licence for the same machine that replaces another', async () => {
    begin();
    const told = changed();
    writeFileSync(licenseFile(home), `${vendor.issue({ jti: 'renewed' })}\n`);
    await told;
    expect(vigil.look()).toMatchObject({ license: { jti: 'renewed' } });
  });

  it('looks at the machine itself every ten seconds', async () => {
    begin();
    const told = changed();
    observe = () => ({ ...here, boardSerial: seen('new board'), diskSerial: seen('new disk') });
    now += 10_000;
    await told;
    expect(vigil.look().inForce).toBe(false);
  });

  it('says nothing of a look that finds nothing new', () => {
    begin();
    let told = 0;
    vigil.onChange(() => (told += 1));
    vigil.look();
    vigil.look();
    expect(told).toBe(0);
  });

  it('takes a fault of its own for a reason, and goes on', () => {
    observe = () => {
      throw new Error('the disk is on fire');
    };
    begin();
    expect(vigil.look()).toMatchObject({ reason: 'the licence could not be checked' });
    observe = () => here;
    expect(vigil.look().inForce).toBe(true);
  });
});
