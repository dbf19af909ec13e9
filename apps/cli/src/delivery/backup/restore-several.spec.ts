import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { deployment, deployments, present, status } from '../../testing/answers.js';
import { FakeDoor, TOKEN } from '../../testing/fake-door.js';
import { FakeEngine } from '../../testing/fake-engine.js';
import { Terminal } from '../../terminal.js';
import type { Ground } from '../ground.js';
import { backup } from './backup.js';
import { HostFiles } from './host.fixture.js';
import { restore } from './restore.js';

describe('a restore of several deployments', () => {
  let host: HostFiles;
  let docker: FakeEngine;
  let door: FakeDoor;
  /** Of bolts and nuts: the first answers by the door. */
  let file: string;
  let said: { stdout: string; stderr: string };

  beforeEach(async () => {
    said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const)
      vi.spyOn(process[stream], 'write').mockImplementation(
        (text) => (said[stream] += String(text)) !== '',
      );
    host = new HostFiles();
    docker = await FakeEngine.in(host.root);
    for (const service of ['gateway', 'inference', 'licensing'])
      docker.images.set(`easel/${service}:0.1.0`, {});
    door = await FakeDoor.open({
      'GET deployments': { body: deployments(deployment({ name: 'bolts', loading: null })) },
      'GET license': { body: { ...status, license: { ...present, deployments: ['*'] } } },
    });
    const session = { token: TOKEN, expires: '2026-12-01T00:00:00Z' };
    docker.running.set('bolts-gateway', JSON.stringify(session));
    const ports = `EASEL_PORT=1\nEASEL_ADMIN_PORT=${new URL(door.url).port}\n`;
    const settings = `EASEL_NAME=bolts\nEASEL_RELEASE=0.1.0\n${ports}A_TOKEN=hidden\n`;
    host.write('bolts/.env', settings);
    rmSync(join(host.work.path, 'bolts/models/bolts/current'));
    file = join(host.root, 'backup.tar.gz');
    await backup(ground(false), undefined, { out: file });
    host.write('nuts/models/nuts/2/model.onnx', 'what was there before');
    said = { stdout: '', stderr: '' };
    vi.stubEnv('XDG_STATE_HOME', host.root);
    vi.stubEnv('PATH', `${join(host.root, 'bin')}:${process.env.PATH}`);
    compose('true');
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    vi.restoreAllMocks();
    await door[Symbol.asyncDispose]();
    docker[Symbol.dispose]();
    host[Symbol.dispose]();
  });
  const ground = (json: boolean): Ground => ({
    work: host.work,
    engine: docker.engine,
    terminal: new Terminal('en', json),
  });
  /** What is run in each deployment's folder in place of compose. */
  const compose = (script: string) => {
    mkdirSync(join(host.root, 'bin'), { recursive: true });
    const program = join(host.root, 'bin/docker-compose');
    writeFileSync(program, `#!/bin/sh\n${script}\n`);
    chmodSync(program, 0o755);
  };
  const nutsFails = () => compose('[ "$(basename "$PWD") $1" != "nuts up" ]');
  const aside = () => `${host.work.stack('bolts').folder}_replaced`;

  it('says of the first where what it replaced lies, though the second fails', async () => {
    nutsFails();
    await expect(restore(ground(false), file, { yes: true })).rejects.toThrow('docker-compose up');
    expect(said.stdout).toMatch(/^bolts is restored, with version - in service\.$/m);
    expect(said.stdout).toContain(`lies in ${aside()}`);
    expect(said.stdout).not.toContain('nuts');
    expect(said.stderr).toContain('bolts/A_TOKEN was a secret');
    expect(said.stderr).not.toContain('nuts/');
    const model = join(host.work.path, 'nuts/models/nuts/2/model.onnx');
    expect(readFileSync(model, 'utf8')).toBe('what was there before');
  });

  it('leaves nothing of the second where nothing was before, and what of it came up is taken down', async () => {
    nutsFails();
    rmSync(host.work.stack('nuts').folder, { recursive: true });
    await expect(restore(ground(false), file, { yes: true })).rejects.toThrow('docker-compose up');
    expect(existsSync(host.work.stack('nuts').folder)).toBe(false);
    expect(existsSync(join(host.work.host.folder, 'replacing.json'))).toBe(false);
  });

  it('says it beside the answer where machines read that', async () => {
    nutsFails();
    await expect(restore(ground(true), file, { yes: true })).rejects.toThrow('docker-compose up');
    expect(said.stdout).toBe('');
    expect(said.stderr).toContain(`lies in ${aside()}`);
  });

  it('answers machines with one document, once all are there', async () => {
    const one = join(host.root, 'one.tar.gz');
    await backup(ground(false), 'bolts', { out: one });
    said = { stdout: '', stderr: '' };
    expect(await restore(ground(true), one, { yes: true })).toBe(0);
    expect(JSON.parse(said.stdout)).toMatchObject({
      restored: [{ deployment: 'bolts', version: null, release: '0.1.0', aside: aside() }],
    });
  });
});
