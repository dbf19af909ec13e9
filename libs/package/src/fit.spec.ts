import { describe, expect, it } from 'vitest';
import { obstacles, type Machine, type Purpose } from './fit.js';
import type { PackageManifest } from './manifest.js';
import { testContents, testPacker } from './testing.js';

const full = testPacker().manifestOf(testContents());
const machine: Machine = { arch: 'x64' };
const purpose: Purpose = { deployment: 'bolts', version: '1', release: '0.1.0' };
const found = (
  changes: Partial<PackageManifest>,
  on: Partial<Machine> = {},
  to: Partial<Purpose> = {},
) => obstacles({ ...full, ...changes }, { ...machine, ...on }, { ...purpose, ...to });

describe('a package', () => {
  it('fits a machine of its kind', () => {
    expect(found({})).toEqual([]);
    expect(found({}, { driver: '470.256.02' })).toEqual([]);
    expect(found({ runtime: 'cuda12' }, { driver: '525.60.13' })).toEqual([]);
    expect(found({ runtime: 'cuda12' }, { driver: '1000.1' })).toEqual([]);
    expect(found({ arch: 'arm64' }, { arch: 'arm64' })).toEqual([]);
  });

  it('does not fit another processor, or a machine without the card it wants', () => {
    expect(found({ arch: 'arm64' })).toEqual([{ reason: 'arch', needs: 'arm64', has: 'x64' }]);
    expect(found({ runtime: 'cuda12' }, { driver: null })).toEqual([{ reason: 'no-card' }]);
    expect(found({ runtime: 'cuda12' })).toEqual([{ reason: 'cards-unknown' }]);
    expect(found({ runtime: 'cuda12' }, { driver: '99.5' })).toEqual([
      { reason: 'driver-too-old', needs: '525.60.13', has: '99.5' },
    ]);
  });

  it('is for one deployment, its name letter by letter', () => {
    expect(found({}, {}, { deployment: 'Bolts' })).toEqual([
      { reason: 'deployment', has: 'bolts', wanted: 'Bolts' },
    ]);
  });

  it('is not taken when it is older, unless going back was asked for', () => {
    const older = [{ reason: 'older-version', has: '2', installed: '10' }];
    expect(found({}, {}, { version: '10' })).toEqual(older);
    expect(found({}, {}, { version: '10', rollback: true })).toEqual([]);
    expect(found({}, {}, { version: '2' })).toEqual([]);
    expect(found({}, {}, { version: undefined, release: undefined })).toEqual([]);
    expect(found({}, {}, { release: '0.10.0' })).toEqual([
      { reason: 'older-release', has: '0.1.0', installed: '0.10.0' },
    ]);
  });

  it('that updates needs an Easel of its release, going back or not', () => {
    const update = { kind: 'update', release: '0.2.0' } as const;
    const needs = { reason: 'release-too-old', needs: '0.2.0' };
    expect(found(update)).toEqual([{ ...needs, installed: '0.1.0' }]);
    expect(found(update, {}, { release: undefined, rollback: true })).toEqual([
      { ...needs, installed: undefined },
    ]);
    expect(found(update, {}, { release: '0.3.0' })).toEqual([]);
  });

  it('that updates a model on a card needs images for one; one for the processor goes with either', () => {
    const update = { kind: 'update' } as const;
    const there = { driver: '570.86.15' };
    const onCard = { ...update, runtime: 'cuda12' } as const;
    expect(found(onCard, there, { runtime: 'cpu' })).toEqual([{ reason: 'runtime' }]);
    expect(found(onCard, there, { runtime: 'cuda12' })).toEqual([]);
    expect(found(update, there, { runtime: 'cuda12' })).toEqual([]);
    expect(found({ runtime: 'cuda12' }, there, { runtime: 'cpu' })).toEqual([]);
  });

  it('says everything at once', () => {
    expect(
      found({ arch: 'arm64', runtime: 'cuda12' }, {}, { deployment: 'nuts', version: '3' }),
    ).toHaveLength(4);
  });
});
