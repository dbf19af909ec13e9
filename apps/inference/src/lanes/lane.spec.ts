import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const program = createRequire(import.meta.url).resolve('@easel/inference/lane');

describe('a lane whose service has died', () => {
  it('ends in silence, with an answer in its hands', async () => {
    const lane = fork(program, { serialization: 'advanced', stdio: 'pipe', execArgv: [] });
    const said = Promise.all([lane.stdout, lane.stderr].map((stream) => text(stream!)));
    lane.send({ ask: 'unload', key: 'none', id: 1 }, () => lane.disconnect());
    const [status] = (await once(lane, 'exit')) as [number | null];
    expect(await said).toEqual(['', '']);
    expect(status).toBe(0);
  });
});
