import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Terminal } from '../terminal.js';
import { deployment, deployments } from '../testing/answers.js';
import { FakeDoor, TOKEN, type Answer } from '../testing/fake-door.js';
import { FakeEngine } from '../testing/fake-engine.js';
import { Live } from './live.js';
import { WorkFolder } from './work-folder.js';

describe('a deployment whose containers were just started', () => {
  let root: string;
  let docker: FakeEngine;

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'easel-live-'));
    docker = await FakeEngine.in(root);
    docker.running.set(
      'bolts-gateway',
      JSON.stringify({ token: TOKEN, expires: '2026-12-01T00:00:00Z' }),
    );
  });
  afterEach(() => {
    docker[Symbol.dispose]();
    rmSync(root, { recursive: true });
  });

  const says = (loading: string | null, reachable = true): Answer => ({
    body: {
      ...deployments(
        deployment({
          name: 'bolts',
          loading: loading === null ? null : { version: loading, since: '2026-11-01T00:00:00Z' },
        }),
      ),
      reachable,
    },
  });
  /** A door that says these in turn, and the last for good. */
  const opened = (...turns: Answer[]) =>
    FakeDoor.open({ 'GET deployments': () => (turns.length > 1 ? turns.shift()! : turns[0]!) });
  const live = (door: FakeDoor) => {
    const work = new WorkFolder(join(root, 'work'));
    mkdirSync(join(work.path, 'bolts'), { recursive: true });
    const ports = `EASEL_PORT=1\nEASEL_ADMIN_PORT=${new URL(door.url).port}\n`;
    writeFileSync(join(work.path, 'bolts/.env'), `EASEL_NAME=bolts\n${ports}`);
    const ground = { work, engine: docker.engine, terminal: new Terminal('en', true) };
    return new Live(ground, work.stack('bolts'));
  };

  it('is up once inference has loaded what it begins with, and takes on another version', async () => {
    await using door = await opened(says(null, false), says('1'), says('1'), says(null));
    await live(door).comesUp();
    expect(door.asked).toHaveLength(4);
  });

  it('settles once what was asked for has been loaded, though nobody waits for it any more', async () => {
    await using door = await opened(says('2'), says('2'), says(null));
    await live(door).settles();
    expect(door.asked).toHaveLength(3);
  });

  it('is not waited for where its gateway does not answer', async () => {
    await using door = await opened({ status: 503, body: {} });
    await live(door).settles();
    expect(door.asked).toHaveLength(1);
  });

  it('is not waited for where inference is out of reach, whatever it said last', async () => {
    await using door = await opened(says('2', false));
    await live(door).settles();
    expect(door.asked).toHaveLength(1);
  });
});
