import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeEngine } from '../../testing/fake-engine.js';
import type { Ground } from '../ground.js';
import { HostFiles } from './host.fixture.js';
import { endReplacing, putAside, replaced } from './replacing.js';

describe('a restore that was killed', () => {
  let host: HostFiles;
  let docker: FakeEngine;
  let ground: Ground;
  const note = vi.fn();
  const stack = () => host.work.stack('bolts');
  const model = () => readFileSync(join(stack().folder, 'models/bolts/2/model.onnx'), 'utf8');
  const composed = () => readFileSync(join(host.root, 'composed'), 'utf8').trim().split('\n');
  /** What is restored, in the place of what was put aside. */
  const takeItsPlace = () => {
    host.write('bolts/.env', 'EASEL_NAME=bolts\n');
    host.write('bolts/models/bolts/2/model.onnx', 'restored');
  };

  beforeEach(async () => {
    host = new HostFiles();
    docker = await FakeEngine.in(host.root);
    note.mockReset();
    ground = { work: host.work, engine: docker.engine, terminal: { note } as never };
    mkdirSync(join(host.root, 'bin'));
    const compose = join(host.root, 'bin/docker-compose');
    writeFileSync(compose, `#!/bin/sh\necho "$(basename "$PWD") $*" >>${host.root}/composed\n`);
    chmodSync(compose, 0o755);
    vi.stubEnv('PATH', `${join(host.root, 'bin')}:${process.env.PATH}`);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    docker[Symbol.dispose]();
    host[Symbol.dispose]();
  });

  it('before the deployment was put aside changes nothing', async () => {
    const aside = await putAside(ground, stack());
    renameSync(aside, stack().folder);
    await endReplacing(ground);
    expect(model()).toBe('a model of bolts, the second');
    await endReplacing(ground);
    expect(note).toHaveBeenCalledOnce();
  });

  it('with nothing in its place yet has it back with whatever runs next', async () => {
    const aside = await putAside(ground, stack());
    expect([existsSync(stack().folder), aside]).toEqual([false, `${stack().folder}_replaced`]);
    await endReplacing(ground);
    expect(model()).toBe('a model of bolts, the second');
    expect(existsSync(aside)).toBe(false);
  });

  it('with something in its place that nobody saw answer takes that down, and has the first back', async () => {
    await putAside(ground, stack());
    takeItsPlace();
    await endReplacing(ground);
    expect(model()).toBe('a model of bolts, the second');
    expect(composed().filter((line) => line.includes('down'))).toEqual([
      'bolts down --remove-orphans',
      'bolts down --remove-orphans',
    ]);
  });

  it('after that was seen to answer stays, whatever was put aside before', async () => {
    await putAside(ground, stack());
    takeItsPlace();
    await replaced(ground);
    await endReplacing(ground);
    expect(model()).toBe('restored');
    expect(await putAside(ground, stack())).toBe(`${stack().folder}_replaced_2`);
  });
});
