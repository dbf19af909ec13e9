import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { arch, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { archiveOf, partsOf, testContents, testPacker } from '@easel/package/testing';
import { trustFiles } from '@easel/platform';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Ground } from './ground.js';
import { Parcel } from './parcel.js';
import { WorkFolder } from './work-folder.js';

describe('a package that is opened on a host', () => {
  const here = arch() === 'arm64' ? 'arm64' : 'x64';
  const packer = testPacker();
  const path = (name: string) => join(root, name);
  let root: string;
  let ground: Ground;
  let notes: string[];
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'easel-parcel-'));
    const { rootKey, keyset } = trustFiles(root);
    mkdirSync(dirname(rootKey), { recursive: true });
    writeFileSync(rootKey, packer.vendor.rootPem);
    writeFileSync(keyset, `${packer.vendor.keysetToken}\n`);
    vi.stubEnv('EASEL_HOME', root);
    writeFileSync(path('a.tar.gz'), archiveOf(partsOf(packer.signed(testContents()))));
    writeFileSync(
      path('card.tar.gz'),
      archiveOf(partsOf(packer.signed(testContents(), { arch: here, runtime: 'cuda12' }))),
    );
    notes = [];
    const terminal = { note: ({ en }: { en: string }) => notes.push(en) } as never;
    ground = { work: new WorkFolder(path('work')), engine: undefined as never, terminal };
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(root, { recursive: true });
  });

  it('shows whose it is on a first install, and only once it is one', async () => {
    await expect(Parcel.open(ground, path('b.tar.gz'))).rejects.toThrow('b.tar.gz is not there');
    await expect(Parcel.open(ground, root)).rejects.toThrow('is neither a package');
    expect(notes).toEqual([]);
    await using _parcel = await Parcel.open(ground, path('a.tar.gz'));
    expect(notes).toEqual([expect.stringContaining("trusts the vendor's key")]);
  });

  it('is not even looked for where the vendor is another than was told', async () => {
    const another = Parcel.open(ground, path('b.tar.gz'), '0000-1111');
    await expect(another).rejects.toThrow(/the vendor's key is .*, not 0000-1111/);
  });

  it('for a card fits where the host’s nvidia-smi shows one whose driver is new enough', async () => {
    await using parcel = await Parcel.open(ground, path('card.tar.gz'));
    const fit = (cards: string) => {
      vi.stubEnv('EASEL_CARDS', cards);
      parcel.requireFit({ deployment: 'bolts' });
    };
    const card = (driver: string) =>
      `NVIDIA H200, GPU-5f2c1d3e-0000-4000-8000-0123456789ab, ${driver}\n`;
    fit(card('570.86.15'));
    expect(() => fit(card('470.1'))).toThrow('driver 525.60.13 or later, this host has 470.1');
    expect(() => fit('none')).toThrow('shows none: take the package for cpu');
    expect(() => fit('')).toThrow('nobody told this easel what nvidia-smi shows');
  });
});
