import { once } from 'node:events';
import { connect, type Settings } from 'node:http2';
import { Server } from '@grpc/grpc-js';
import { afterEach, describe, expect, it } from 'vitest';
import { listen } from './listen.js';
import { WINDOW_BYTES } from './windows.js';

const server = new Server();
afterEach(() => server.forceShutdown());

describe('a server that listens', () => {
  it('lets a sender be megabytes ahead, on a stream and on the connection', async () => {
    const address = await listen(server, '127.0.0.1:0');
    const session = connect(`http://${address}`);
    const [settings] = (await once(session, 'remoteSettings')) as [Settings];
    expect(settings.initialWindowSize).toBe(WINDOW_BYTES);
    await expect.poll(() => session.state.remoteWindowSize, { timeout: 30_000 }).toBe(WINDOW_BYTES);
    session.destroy();
  });
});
