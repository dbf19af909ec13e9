import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeInference } from './testing/fake-inference.js';
import { Line, post, speak } from './testing/raw-http.js';

const program = new URL('../dist/main.js', import.meta.url);

describe('the gateway as a process of its own', () => {
  let home: string;
  let inference: FakeInference;
  let child: ChildProcess | undefined;
  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'easel-gateway-'));
    inference = await FakeInference.start();
  });
  afterEach(async () => {
    child?.kill('SIGKILL');
    inference.kill();
    await rm(home, { recursive: true });
  });

  const start = (env: Record<string, string> = {}): ChildProcess => {
    child = fork(program, {
      silent: true,
      env: {
        EASEL_HOME: home,
        EASEL_PORT: '0',
        EASEL_ADMIN_PORT: '0',
        EASEL_LICENSING_ADDRESS: `unix:${home}/nobody.sock`,
        EASEL_INFERENCE_ADDRESS: inference.address,
        ...env,
      },
    });
    return child;
  };

  it('says where it listens, answers, and leaves with 0 when told to', async () => {
    const gateway = start();
    const log = text(gateway.stdout!);
    const [said] = (await once(gateway, 'message')) as [
      { ready: boolean; callers: string; operators: string },
    ];
    expect(said).toEqual({
      ready: true,
      callers: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      operators: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    });
    const asking = async () => (await speak(said.callers, post('{"image":"AAAA"}'))).text;
    let answer = await asking();
    while (answer.includes('loading')) answer = await asking();
    await using rude = await Line.open(said.callers);
    await rude.say('CONNECT easel.test:80 HTTP/1.1\r\n\r\n');
    await rude.read();
    rude.socket.resetAndDestroy();
    await rude.closed();
    answer = await asking();
    // Nobody licenses anything at that address.
    expect(answer).toMatch(/"error_code":337000,"error_msg":"Auth check failed: /);
    gateway.kill('SIGTERM');
    expect(await once(gateway, 'exit')).toEqual([0, null]);
    const lines = (await log)
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as object);
    expect(lines).toContainEqual(
      expect.objectContaining({
        msg: 'gateway ready',
        callers: said.callers,
        operators: said.operators,
      }),
    );
  });

  it('says what is wrong with its settings, all of it, and leaves with 78', async () => {
    const gateway = start({ EASEL_PORT: 'x', EASEL_DEADLINE_MS: '0' });
    const complaint = text(gateway.stderr!);
    expect(await once(gateway, 'exit')).toEqual([78, null]);
    expect(await complaint).toMatch(/EASEL_PORT takes .*EASEL_DEADLINE_MS takes /s);
  });

  it('names a port that is taken, and leaves with 1', async () => {
    const taken = inference.address.split(':')[1]!;
    const gateway = start({ EASEL_PORT: taken });
    const log = text(gateway.stdout!);
    expect(await once(gateway, 'exit')).toEqual([1, null]);
    expect(await log).toMatch(new RegExp(`cannot listen on 127.0.0.1:${taken}`));
  });
});
