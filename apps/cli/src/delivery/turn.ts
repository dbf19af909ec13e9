import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { messages } from '../messages.js';
import type { Ground } from './ground.js';

/** Milliseconds between two tries. */
const AGAIN_AFTER = 250;

/**
 * One command at a time changes a work folder: another would take back what the first is about to finish. Held as a
 * name without a file in this host's network, which every `easel` shares and which the kernel gives back when its
 * holder is killed. Whoever comes second waits.
 */
export class Turn implements AsyncDisposable {
  readonly #held: Server;

  private constructor(held: Server) {
    this.#held = held;
  }

  static async take({ work, terminal }: Pick<Ground, 'work' | 'terminal'>): Promise<Turn> {
    const name = createHash('sha256').update(work.path).digest('hex').slice(0, 32);
    for (let tries = 0; ; tries += 1) {
      const held = await listening(`\0easel-${name}`);
      if (held) return new Turn(held);
      if (tries === 0) terminal.note(messages.waitsForTurn);
      await sleep(AGAIN_AFTER);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const closed = once(this.#held, 'close');
    this.#held.close();
    await closed;
  }
}

/** Undefined where somebody has it. */
async function listening(path: string): Promise<Server | undefined> {
  const server = createServer((guest) => guest.destroy());
  try {
    server.listen(path);
    await once(server, 'listening');
    return server;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return undefined;
    throw error;
  }
}
