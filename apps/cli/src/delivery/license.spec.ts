import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { licenseStatusSchema } from '@easel/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exits } from '../exits.js';
import { Terminal } from '../terminal.js';
import { change, present, problem, request, status } from '../testing/answers.js';
import { FakeDoor, TOKEN, type Answer } from '../testing/fake-door.js';
import { FakeEngine } from '../testing/fake-engine.js';
import { license } from './license.js';
import { WorkFolder } from './work-folder.js';

describe('the licence that comes along with an installation', () => {
  let root: string;
  let docker: FakeEngine;

  beforeEach(async () => {
    root = mkdtempSync(join(tmpdir(), 'easel-license-'));
    docker = await FakeEngine.in(root);
    const session = { token: TOKEN, expires: '2026-12-01T00:00:00Z' };
    docker.running.set('screws-gateway', JSON.stringify(session));
  });
  afterEach(() => {
    docker[Symbol.dispose]();
    rmSync(root, { recursive: true });
  });

  const requested = () => existsSync(join(root, 'work/easel-request.json'));
  const handOver = async (
    answer: Answer,
    then: Partial<typeof status> = {},
  ): Promise<{ exit: number; kept: unknown }> => {
    await using door = await FakeDoor.open({
      'PUT license': answer,
      'GET license': { body: licenseStatusSchema.parse({ ...status, ...then }) },
      'GET license/request': { body: request },
    });
    const work = new WorkFolder(join(root, 'work'));
    mkdirSync(join(work.path, 'screws'), { recursive: true });
    const { port } = new URL(door.url);
    writeFileSync(
      join(work.path, 'screws/.env'),
      `EASEL_NAME=screws\nEASEL_PORT=1\nEASEL_ADMIN_PORT=${port}\n`,
    );
    const step = new Terminal('en', true).step();
    const ground = { work, engine: docker.engine, terminal: step };
    const exit = await license(ground, work.stack('screws'), Buffer.from('a licence'));
    return { exit, kept: step.kept };
  };

  it('is told in the one document for machines', async () => {
    const { exit, kept } = await handOver({ body: change({ outcome: 'installed' }) });
    expect({ exit, kept, requested: requested() }).toMatchObject({
      ...{ exit: exits.done, kept: { outcome: 'installed' }, requested: false },
    });
  });

  it.each([
    ['is refused', 'refused', exits.refused],
    ['would take the licence of another deployment', 'would_drop', exits.needsYes],
  ] as const)('ends as `easel lu` where it %s', async (_, outcome, ends) => {
    const result = change({ outcome });
    const { exit } = await handOver({ status: 409, body: problem(409, 'not done', result) });
    expect(exit).toBe(ends);
  });

  it('is asked of the vendor where the one in force is for others', async () => {
    const others = { license: { ...present, deployments: ['bolts'] } };
    await handOver({ body: change({ outcome: 'kept' }) }, others);
    expect(requested()).toBe(true);
  });

  it('is in force in its days of grace, too', async () => {
    await handOver({ body: change({ outcome: 'kept' }) }, { state: 'grace' });
    expect(requested()).toBe(false);
  });
});
