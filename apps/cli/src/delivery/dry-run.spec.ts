import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeEngine } from '../testing/fake-engine.js';
import { dryRun } from './dry-run.js';
import type { Ground } from './ground.js';
import type { Parcel } from './parcel.js';
import { WorkFolder } from './work-folder.js';

describe('--dry-run', () => {
  let root: string;
  let docker: FakeEngine;
  let ground: Ground;
  let shown: unknown;
  const note = vi.fn();
  const prove = vi.fn(() => Promise.resolve());
  const stack = () => ground.work.stack('bolts');
  const look = (release: string) => {
    const manifest = { kind: 'full', version: '2', release, runtime: 'cpu' };
    const parcel = { manifest, prove, bytesFor: () => Promise.resolve(0) };
    return dryRun(ground, stack(), { parcel: parcel as unknown as Parcel, release });
  };

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'easel-dry-'));
    docker = await FakeEngine.in(root);
    note.mockReset();
    prove.mockReset();
    const terminal = { note, show: (document: unknown) => (shown = document) };
    const work = new WorkFolder(join(root, 'work'));
    ground = { work, engine: docker.engine, terminal: terminal as never };
    mkdirSync(stack().folder, { recursive: true });
    writeFileSync(join(stack().folder, '.env'), 'EASEL_NAME=bolts\nEASEL_RELEASE=0.1.0\n');
    writeFileSync(stack().composeFile, 'services: {}\n');
  });
  afterEach(() => {
    docker[Symbol.dispose]();
    rmSync(root, { recursive: true });
  });

  it('leaves what a kill left open as it is, and says so', async () => {
    const standing = { version: '1', release: '0.1.0' };
    stack().journal.begin({ action: 'upgrade', from: standing, to: { ...standing, version: '2' } });
    const before = readdirSync(stack().folder).sort();
    await look('0.1.0');
    expect(stack().journal.open()?.state).toBe('STAGED');
    expect(readdirSync(stack().folder).sort()).toEqual(before);
    expect(note).toHaveBeenCalledOnce();
    expect(prove).toHaveBeenCalledOnce();
  });

  it('says whether answers would stop: for other images, of what is in service', async () => {
    await look('0.2.0');
    expect(shown).toMatchObject({ release: '0.2.0', gap: false, dry_run: true });
    docker.running.set('bolts-gateway', '');
    await look('0.2.0');
    expect(shown).toMatchObject({ gap: true });
    await look('0.1.0');
    expect(shown).toMatchObject({ gap: false });
  });

  it('fails with what is wrong with the package', async () => {
    prove.mockRejectedValue(new Error('model.onnx is not as it was signed'));
    await expect(look('0.1.0')).rejects.toThrow('not as it was signed');
  });
});
