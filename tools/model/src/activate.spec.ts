import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Server, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { Repository } from '@easel/models';
import { inference, inferenceService, listen } from '@easel/rpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { activate } from './activate.js';

/** Accepts nobody for longer than anybody should wait before writing, and then has nothing to say. */
const busy = `require('net').createServer((visitor) => visitor.destroy()).listen(process.argv[1], () => {
  require('fs').writeSync(1, 'listening');
  for (const until = Date.now() + 1500; Date.now() < until;);
})`;

const release = { deployment: 'colours', version: '1' };

describe('a version that is put into service', () => {
  let home: string;
  let sockets: string;
  let repository: Repository;
  let server: Server | undefined;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'easel-add-'));
    sockets = join(home, 'run');
    await mkdir(sockets);
    repository = new Repository(join(home, 'models'));
    await repository.add(release, (folder) => writeFile(join(folder, 'manifest.json'), '{}'));
  });
  afterEach(async () => {
    server?.forceShutdown();
    server = undefined;
    await rm(home, { recursive: true });
  });

  type Answer = (done: sendUnaryData<inference.ActivateResponse>) => void;

  /** Inference as far as it is asked for versions. */
  const run = async (answer: Answer): Promise<inference.ActivateRequest[]> => {
    const asked: inference.ActivateRequest[] = [];
    server = new Server();
    server.addService(inferenceService, {
      activate: (
        call: ServerUnaryCall<inference.ActivateRequest, inference.ActivateResponse>,
        done: sendUnaryData<inference.ActivateResponse>,
      ) => {
        asked.push(call.request);
        answer(done);
      },
    });
    await listen(server, `unix:${join(sockets, 'inference.sock')}`);
    return asked;
  };
  const current = () => repository.current('colours');

  it('is asked of the inference that runs, which alone writes current', async () => {
    const value = { already: false, previous: '0', tookMs: 9 };
    const asked = await run((done) => done(null, { outcome: { $case: 'activated', value } }));
    expect(await activate(repository, release, sockets)).toEqual({ how: 'served', previous: '0' });
    expect(asked).toEqual([{ ...release, actor: 'npm run model' }]);
    expect(await current()).toBeUndefined();
  });

  it('is not in service when inference refuses it, whatever the reason', async () => {
    const reason = inference.RefusalReason.REFUSAL_REASON_GOLDEN;
    const value = { reason, detail: 'golden image 1.jpg: off' };
    await run((done) => done(null, { outcome: { $case: 'refusal', value } }));
    expect(await activate(repository, release, sockets)).toEqual({
      how: 'refused',
      why: 'golden image 1.jpg: off',
    });
    expect(await current()).toBeUndefined();
  });

  it('may or may not be when inference goes away meanwhile: it says what happened, and where to look', async () => {
    await run(() => server?.forceShutdown());
    expect(await activate(repository, release, sockets)).toMatchObject({
      how: 'refused',
      why: expect.stringMatching(/\(Call cancelled\).*easel -- status/),
    });
    expect(await current()).toBeUndefined();
  });

  it('is not written behind the back of an inference that is too busy to answer for now', async () => {
    const service = spawn(process.execPath, ['-e', busy, join(sockets, 'inference.sock')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(service.stdout, 'data');
      expect(await activate(repository, release, sockets)).toMatchObject({ how: 'refused' });
      expect(await current()).toBeUndefined();
    } finally {
      service.kill();
    }
  });

  it('is left alone where nobody can tell whether inference runs', async () => {
    await writeFile(join(home, 'file'), '');
    expect(await activate(repository, release, join(home, 'file'))).toMatchObject({
      how: 'refused',
      why: expect.stringContaining('ENOTDIR'),
    });
    expect(await current()).toBeUndefined();
  });

  it('is current where nothing runs', async () => {
    expect(await activate(repository, release, sockets)).toEqual({ how: 'written' });
    expect(await current()).toBe('1');
  });

  it('is current where only the socket of a killed service is left', async () => {
    const listening =
      "require('net').createServer().listen(process.argv[1], () => process.kill(process.pid, 9))";
    spawnSync(process.execPath, ['-e', listening, join(sockets, 'inference.sock')]);
    expect(await readdir(sockets)).toEqual(['inference.sock']);
    expect(await activate(repository, release, sockets)).toEqual({ how: 'written' });
    expect(await current()).toBe('1');
  });
});
