import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { licenseStatusSchema, type Words } from '@easel/contract';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Terminal } from '../terminal.js';
import {
  activation,
  deployment,
  deployments,
  present,
  readiness,
  status,
} from '../testing/answers.js';
import { FakeDoor, TOKEN, type Answer } from '../testing/fake-door.js';
import { FakeEngine } from '../testing/fake-engine.js';
import { Live } from './live.js';
import { WorkFolder } from './work-folder.js';

describe('a deployment whose containers were just started', () => {
  let root: string;
  let docker: FakeEngine;
  let said: string[];

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'easel-live-'));
    docker = await FakeEngine.in(root);
    const session = { token: TOKEN, expires: '2026-12-01T00:00:00Z' };
    docker.running.set('bolts-gateway', JSON.stringify(session));
    said = [];
  });
  afterEach(() => {
    vi.restoreAllMocks();
    docker[Symbol.dispose]();
    rmSync(root, { recursive: true });
  });

  const says = (loading: string | null, reachable = true): Answer => {
    const since = '2026-11-01T00:00:00Z';
    const row = { name: 'bolts', loading: loading === null ? null : { version: loading, since } };
    return { body: { ...deployments(deployment(row)), reachable } };
  };
  /** A door that says these in turn, and the last for good. */
  const opened = (...turns: Answer[]) =>
    FakeDoor.open({ 'GET deployments': () => (turns.length > 1 ? turns.shift()! : turns[0]!) });
  const live = ({ url }: FakeDoor) => {
    const { port } = new URL(url);
    const work = new WorkFolder(join(root, 'work'));
    mkdirSync(join(work.path, 'bolts'), { recursive: true });
    const ports = `EASEL_PORT=${port}\nEASEL_ADMIN_PORT=${port}\n`;
    writeFileSync(join(work.path, 'bolts/.env'), `EASEL_NAME=bolts\n${ports}`);
    const terminal = new Terminal('en', true);
    vi.spyOn(terminal, 'note').mockImplementation(({ en }: Words) => void said.push(en));
    return new Live({ work, engine: docker.engine, terminal }, work.stack('bolts'));
  };

  it('is up once inference has loaded what it begins with, and takes on another version', async () => {
    await using door = await opened(says(null, false), says('1'), says('1'), says(null));
    await live(door).comesUp();
    expect(door.asked).toHaveLength(4);
    expect(said).toEqual(['Waiting until version 1 has been loaded …']);
  });

  it('is waited for as long as inference says that it is loading', async () => {
    let asked = 0;
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => asked * 60_000);
    await using door = await FakeDoor.open({
      'GET deployments': () => says((asked += 1) < 8 ? '1' : null),
    });
    await live(door).comesUp();
    clock.mockRestore();
    expect(asked).toBe(8);
  });

  it('settles once what was asked for has been loaded, though nobody waits for it any more', async () => {
    const blink = { status: 503, body: {} };
    await using door = await opened(says('2'), blink, says('2'), says(null));
    await live(door).settles();
    expect(door.asked).toHaveLength(4);
    expect(said).toEqual(['Waiting until version 2 has been loaded …']);
  });

  it.each([
    ['its gateway does not answer', { status: 503, body: {} }],
    ['inference is out of reach, whatever it said last', says('2', false)],
  ])('is not waited for where %s', async (_, answer) => {
    await using door = await opened(answer);
    await live(door).settles();
    expect(door.asked.length).toBeLessThan(5);
  });

  it('has one document for machines, which is not that of a step', async () => {
    await using door = await FakeDoor.open({
      'POST deployments/bolts/activate': { body: activation({ deployment: 'bolts' }) },
    });
    const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
    await live(door).activate('3');
    expect(door.asked).toHaveLength(1);
    expect(written).not.toHaveBeenCalled();
  });

  describe('and that no licence covers', () => {
    const refused = { ok: false, at: '2026-12-12T12:00:00Z', ms: 1, problem: 'Auth check failed' };
    const under = (covered: string[]) =>
      FakeDoor.open({
        'GET /readyz': {
          body: {
            ...readiness,
            license: { ...readiness.license, in_force: true },
            deployments: [{ name: 'bolts', version: '2', state: 'serving', canary: refused }],
          },
        },
        'GET license': {
          body: licenseStatusSchema.parse({
            ...status,
            license: { ...present, deployments: covered },
          }),
        },
      });

    it('answers as far as it can, and that is said', async () => {
      await using door = await under(['screws']);
      await live(door).answers('2');
      expect(said).toEqual([
        'The licence in force does not cover bolts: its callers get 337000 until one does.',
      ]);
    });

    it('is not taken for one that a licence covers and that fails', async () => {
      let asked = 0;
      const clock = vi.spyOn(performance, 'now').mockImplementation(() => (asked += 20_000));
      await using door = await under(['bolts']);
      await expect(live(door).answers('2')).rejects.toThrow('is not seen to answer: Auth check');
      clock.mockRestore();
    });
  });
});
