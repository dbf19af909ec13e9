import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { TOKEN, type FakeDoor } from './fake-door.js';

const binary = join(import.meta.dirname, '../../dist/main.js');

export interface Ended {
  status: number | null;
  stdout: string;
  stderr: string;
}

interface Circumstances {
  env?: Record<string, string>;
  stdin?: string | Buffer;
}

/** Somebody at a desk in Shanghai who types `easel`: the built command as a process of its own, in a folder of his. */
export class Operator implements Disposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'easel-cli-'));
  readonly #env: Record<string, string>;

  constructor(door: Pick<FakeDoor, 'url'>, env: Record<string, string> = {}) {
    this.#env = {
      PATH: process.env.PATH ?? '',
      HOME: this.folder,
      TZ: 'Asia/Shanghai',
      LANG: 'en_US.UTF-8',
      EASEL_ADMIN_URL: door.url,
      EASEL_ADMIN_TOKEN: TOKEN,
      ...env,
    };
  }

  /** Runs `easel`, with nobody at a terminal. */
  async easel(args: string[], { env = {}, stdin = '' }: Circumstances = {}): Promise<Ended> {
    const child = this.start(args, env);
    // A command that needs no more of it closes it.
    child.stdin.on('error', () => undefined);
    child.stdin.end(stdin);
    return ended(child);
  }

  start(args: string[], env: Record<string, string> = {}): ChildProcessWithoutNullStreams {
    return spawn(process.execPath, [binary, ...args], {
      cwd: this.folder,
      env: { ...this.#env, ...env },
    });
  }

  /**
   * Runs `easel` on a terminal of its own (util-linux's `script` makes one).
   * @param answers each is typed once its question stands there.
   */
  async atTerminal(
    args: string[],
    answers: [question: string, answer: string][] = [],
    env: Record<string, string> = {},
  ): Promise<Ended & { coloured: string }> {
    const command = [process.execPath, binary, ...args].map((word) => `'${word}'`).join(' ');
    const child = spawn('sh', ['-c', 'exec script -qec "$0" /dev/null', command], {
      cwd: this.folder,
      env: { ...this.#env, TERM: 'xterm', SHELL: '/bin/sh', ...env },
    });
    const waiting = [...answers];
    let unread = '';
    child.stdout.on('data', (chunk: Buffer) => {
      unread += chunk.toString();
      const [question, answer] = waiting[0] ?? [];
      if (question === undefined || answer === undefined) return;
      const at = unread.indexOf(question);
      if (at < 0) return;
      unread = unread.slice(at + question.length);
      waiting.shift();
      child.stdin.write(answer);
    });
    const { stdout: coloured, ...rest } = await ended(child);
    return { ...rest, coloured, stdout: stripVTControlCharacters(coloured) };
  }

  [Symbol.dispose](): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

async function ended(child: ChildProcessWithoutNullStreams): Promise<Ended> {
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (chunk: Buffer) => (said.stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (said.stderr += chunk.toString()));
  const [status] = (await once(child, 'close')) as [number | null];
  return { status, ...said };
}
