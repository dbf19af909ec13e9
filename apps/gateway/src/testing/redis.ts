import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { queues } from '@easel/jobs';
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';

/** A Redis of a test's own, on a socket; it may be stopped and started. */
export class RedisServer implements AsyncDisposable {
  readonly #folder = mkdtempSync(join(tmpdir(), 'easel-redis-'));
  readonly socket = join(this.#folder, 'redis.sock');
  readonly url = `unix://${this.socket}`;
  #child: ReturnType<typeof spawn> | undefined;

  static async start(): Promise<RedisServer> {
    const redis = new RedisServer();
    await redis.start();
    return redis;
  }

  /** Resolves once it takes connections. */
  async start(): Promise<void> {
    const args = ['--port', '0', '--unixsocket', this.socket, '--save', '', '--dir', this.#folder];
    const child = spawn('redis-server', args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    await once(child, 'spawn');
    for await (const said of child.stdout) if (String(said).includes('eady to accept')) break;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.#child = undefined;
    child.kill('SIGKILL');
    await once(child, 'close');
  }

  /** Somebody who takes chunks, as far as Redis can tell. */
  async worker(): Promise<AsyncDisposable> {
    const connection = new Redis(this.socket, { maxRetriesPerRequest: null });
    const worker = new Worker(queues.chunks, () => Promise.resolve(), { connection });
    worker.on('error', () => undefined); // what is wrong with Redis is what a test is about
    await worker.waitUntilReady();
    return {
      [Symbol.asyncDispose]: async () => {
        await worker.close();
        connection.disconnect();
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.#folder, { recursive: true });
  }
}
