import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
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
    host.write('bolts/docker-compose.yml', 'services: {}\n');
    host.write('bolts/models/bolts/2/model.onnx', 'restored');
  };

  beforeEach(async () => {
    host = new HostFiles();
    docker = await FakeEngine.in(host.root);
    note.mockReset();
    ground = { work: host.work, engine: docker.engine, terminal: { note } as never };
    mkdirSync(join(host.root, 'bin'));
    const compose = join(host.root, 'bin/docker-compose');
    const record = `echo "$(basename "$PWD") $*" >>${host.root}/composed`;
    writeFileSync(compose, `#!/bin/sh\n${record}\n! grep broken docker-compose.yml\n`);
    chmodSync(compose, 0o755);
    vi.stubEnv('PATH', `${join(host.root, 'bin')}:${process.env.PATH}`);
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    docker[Symbol.dispose]();
    host[Symbol.dispose]();
  });

  it('before the deployment was put aside changes nothing', async () => {
    renameSync((await putAside(ground, stack()))!, stack().folder);
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
    expect(existsSync(aside!)).toBe(false);
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

  it('where nothing was before takes all of it away, and down', async () => {
    rmSync(stack().folder, { recursive: true });
    expect(await putAside(ground, stack())).toBeNull();
    await endReplacing(ground);
    expect(await putAside(ground, stack())).toBeNull();
    takeItsPlace();
    await endReplacing(ground);
    expect(existsSync(stack().folder)).toBe(false);
    expect(composed()).toEqual(['bolts down --remove-orphans']);
    await endReplacing(ground);
    expect(note).toHaveBeenCalledTimes(2);
  });

  it.each([
    ['lost', () => rmSync(stack().composeFile)],
    ['broken', () => host.write('bolts/docker-compose.yml', 'broken')],
  ])(
    'has the first back though the compose file is %s of what took its place',
    async (_, spoil) => {
      await putAside(ground, stack());
      takeItsPlace();
      spoil();
      docker.listed.push({ name: 'bolts-gateway', running: true, binds: [] });
      await endReplacing(ground);
      expect(model()).toBe('a model of bolts, the second');
      expect(docker.removed).toEqual(['bolts-gateway']);
      await endReplacing(ground);
      expect(note).toHaveBeenCalledOnce();
    },
  );

  it.each([
    ['lost', () => rmSync(stack().composeFile)],
    ['broken', () => host.write('bolts/docker-compose.yml', 'broken')],
  ])('puts aside what runs though its compose file is %s', async (_, spoil) => {
    spoil();
    docker.listed.push({ name: 'bolts-gateway', running: true, binds: [] });
    expect(await putAside(ground, stack())).toBe(`${stack().folder}_replaced`);
    expect(docker.removed).toEqual(['bolts-gateway']);
  });

  it('holds up nothing but once, and says so, where what was there before does not come up', async () => {
    docker.running.set('bolts-gateway', '');
    await putAside(ground, stack());
    docker.running.clear();
    await endReplacing(ground);
    expect(model()).toBe('a model of bolts, the second');
    expect(note.mock.lastCall).toEqual([
      {
        en: expect.stringMatching(/bolts could not be taken back.*easel start bolts/),
        zh: expect.anything() as string,
      },
    ]);
    await endReplacing(ground);
    expect(note).toHaveBeenCalledTimes(2);
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
