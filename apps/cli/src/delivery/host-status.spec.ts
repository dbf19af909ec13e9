import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDoor, hostHere } from '../settings.js';
import { Terminal } from '../terminal.js';
import { deployment, deployments, readiness, status as license } from '../testing/answers.js';
import { FakeDoor, TOKEN } from '../testing/fake-door.js';
import { FakeEngine } from '../testing/fake-engine.js';
import type { Ground } from './ground.js';
import { hostStatus } from './host-status.js';
import { runningDoor } from './stack-door.js';
import { WorkFolder } from './work-folder.js';

let root: string;
let docker: FakeEngine;
let ground: Ground;
let said: string;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'easel-status-'));
  docker = await FakeEngine.in(root);
  ground = {
    work: new WorkFolder(join(root, 'work')),
    engine: docker.engine,
    terminal: new Terminal('en', false),
  };
  said = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => (said += String(text)) !== '');
  vi.stubEnv('XDG_STATE_HOME', root);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  docker[Symbol.dispose]();
  rmSync(root, { recursive: true });
});

/** A deployment with an operators' door of its own. */
const installed = async (name: string, { runs = true } = {}) => {
  const door = await FakeDoor.open({
    'GET /readyz': { body: readiness },
    'GET license': { body: license },
    'GET deployments': { body: deployments(deployment({ name })) },
  });
  mkdirSync(join(ground.work.path, name), { recursive: true });
  const port = new URL(door.url).port;
  writeFileSync(
    join(ground.work.path, name, '.env'),
    `EASEL_NAME=${name}\nEASEL_PORT=1\nEASEL_ADMIN_PORT=${port}\n`,
  );
  const session = { token: `session.of.${name}`, expires: '2026-12-24T16:00:00Z' };
  if (runs) docker.running.set(`${name}-gateway`, JSON.stringify(session));
  return door;
};
const show = async () => hostStatus(ground, await ground.work.stacks());

describe('easel status on a host', () => {
  it('shows each deployment by its own door, and says which does not run', async () => {
    await using bolts = await installed('bolts');
    await using _nuts = await installed('nuts', { runs: false });
    await using seams = await installed('seams');
    expect(await show()).toBe(0);
    expect(said).toMatch(
      /^bolts\nEdition[^]+\nbolts [^]+\n\nnuts\nnuts does not run\. [^]+\n\nseams\nEdition/,
    );
    for (const [name, door] of Object.entries({ bolts, seams }))
      expect(door.asked[0]?.authorization).toBe(`Bearer session.of.${name}`);
  });

  it('shows one alone as anywhere else', async () => {
    await using _bolts = await installed('bolts');
    await show();
    expect(said).toMatch(/^Edition/);
  });

  it('ends with 5 where none answers, and goes on where one does not', async () => {
    const bolts = await installed('bolts');
    await using _nuts = await installed('nuts');
    await bolts[Symbol.asyncDispose]();
    expect(await show()).toBe(0);
    expect(said).toMatch(/^bolts\n.*127\.0\.0\.1[^]+\n\nnuts\nEdition/);
    docker.running.clear();
    expect(await show()).toBe(5);
  });

  it('gives machines all of them in one document', async () => {
    await using _bolts = await installed('bolts');
    await using _nuts = await installed('nuts', { runs: false });
    ground = { ...ground, terminal: new Terminal('en', true) };
    await show();
    expect(JSON.parse(said)).toMatchObject({
      stacks: [
        { name: 'bolts', running: true, readiness: { ready: true }, license: {}, deployments: {} },
        { name: 'nuts', running: false, problem: expect.stringContaining('easel start nuts') },
      ],
    });
  });
});

describe('EASEL_ADMIN_TOKEN on a host', () => {
  it('is the session that is used, in place of one that Docker would open', async () => {
    await using bolts = await installed('bolts');
    const door = await runningDoor(ground, TOKEN);
    await door?.ask((client) => client.license());
    expect(bolts.asked[0]?.authorization).toBe(`Bearer ${TOKEN}`);
  });

  it('means one door, and so does EASEL_ADMIN_URL; without either all of the host is meant', async () => {
    await using bolts = await installed('bolts');
    vi.stubEnv('EASEL_WORK', ground.work.path);
    vi.stubEnv('EASEL_ADMIN_TOKEN', '');
    vi.stubEnv('EASEL_ADMIN_URL', '');
    expect((await hostHere({}, ground.terminal))?.stacks.map(({ name }) => name)).toEqual([
      'bolts',
    ]);
    expect(await hostHere({ url: bolts.url }, ground.terminal)).toBeUndefined();
    vi.stubEnv('EASEL_ADMIN_TOKEN', TOKEN);
    expect(await hostHere({}, ground.terminal)).toBeUndefined();
    vi.stubEnv('EASEL_ADMIN_URL', bolts.url);
    expect((await openDoor({}, ground.terminal)).url).toBe(bolts.url);
  });
});
