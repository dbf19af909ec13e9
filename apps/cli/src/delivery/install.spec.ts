import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exits } from '../exits.js';
import { Terminal } from '../terminal.js';
import { FakeEngine } from '../testing/fake-engine.js';
import type { Ground } from './ground.js';
import { install, type InstallOptions } from './install.js';
import { WorkFolder } from './work-folder.js';

describe('an installation that cannot be', () => {
  let root: string;
  let docker: FakeEngine;
  let ground: Ground;

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'easel-install-'));
    docker = await FakeEngine.in(root);
    const work = new WorkFolder(join(root, 'work'));
    mkdirSync(work.path);
    ground = { work, engine: docker.engine, terminal: new Terminal('en', true) };
  });
  afterEach(() => {
    docker[Symbol.dispose]();
    rmSync(root, { recursive: true });
  });

  const refusal = (name: string, options: InstallOptions = {}) =>
    install(ground, { name, path: join(root, 'no-package') }, options).catch(
      (error: unknown) => error,
    );

  it('is refused for a name that its containers could not have, with the figure', async () => {
    expect(await refusal('b'.repeat(54))).toMatchObject({
      message: expect.stringContaining('has 54 letters, at most 53: its containers'),
      words: { zh: expect.stringMatching(/54 个字符.*2 至 53 个/) },
      exit: exits.usage,
    });
    expect(await refusal('b'.repeat(53))).toMatchObject({
      message: expect.stringContaining('no-package is not there'), // the name passed
    });
    expect(await refusal('Easel')).toMatchObject({ exit: exits.usage });
    mkdirSync(join(ground.work.path, 'Bolts'));
    writeFileSync(join(ground.work.path, 'Bolts/.env'), 'EASEL_NAME=Bolts\n');
    expect(await refusal('bolts')).toMatchObject({
      message: expect.stringContaining('by case alone'),
    });
  });

  it('is refused for a licence that is not there, before the package is looked at', async () => {
    const license = join(root, 'none.lic');
    expect(await refusal('bolts', { license })).toMatchObject({
      message: expect.stringContaining(license),
      exit: exits.refused,
    });
    expect(readdirSync(ground.work.path)).toEqual([]);
  });
});
