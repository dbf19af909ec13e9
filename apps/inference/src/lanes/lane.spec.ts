import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { Channel } from './channel.js';
import { CHANNEL_FD, type Answer, type Question } from './protocol.js';

const program = createRequire(import.meta.url).resolve('@easel/inference/lane');

describe('a lane whose service has died', () => {
  it('ends in silence, with an answer in its hands', async () => {
    const lane = spawn(process.execPath, [program], { stdio: ['ignore', 'pipe', 'pipe', 'pipe'] });
    const said = Promise.all([lane.stdout, lane.stderr].map((stream) => text(stream!)));
    const socket = lane.stdio[CHANNEL_FD] as Socket;
    new Channel<Question, Answer>(socket).send([{ ask: 'unload', key: 'none', id: 1 }]);
    socket.destroy();
    const [status] = (await once(lane, 'exit')) as [number | null];
    expect(await said).toEqual(['', '']);
    expect(status).toBe(0);
  });
});
