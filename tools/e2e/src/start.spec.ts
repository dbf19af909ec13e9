import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { family } from '@easel/bench/processes';
import { checkout } from './test-site.js';

/** `npm start` as an operator has it in a terminal: a process group of its own, which Ctrl-C reaches whole. */
class Terminal {
  readonly #npm: ChildProcess;
  #text = '';

  constructor(env: Record<string, string>) {
    this.#npm = spawn('npm', ['start', '--silent'], {
      cwd: checkout,
      detached: true,
      env: { ...process.env, EASEL_PORT: '0', EASEL_ADMIN_PORT: '0', ...env },
    });
    for (const stream of [this.#npm.stdout, this.#npm.stderr])
      stream?.on('data', (chunk: Buffer) => (this.#text += chunk.toString()));
  }

  get text(): string {
    return this.#text;
  }

  get pids(): number[] {
    return family(this.#npm.pid ?? 0);
  }

  /** Waits until it has said something like `words`. @throws Error when it ends instead. */
  async says(words: RegExp): Promise<void> {
    while (!words.test(this.#text)) {
      if (this.#npm.exitCode !== null) throw new Error(`npm start ended: ${this.#text}`);
      await Promise.race([once(this.#npm.stdout!, 'data'), once(this.#npm, 'exit')]);
    }
  }

  ctrlC(): void {
    process.kill(-this.#npm.pid!, 'SIGINT');
  }

  async exit(): Promise<number | null> {
    if (this.#npm.exitCode === null && this.#npm.signalCode === null) await once(this.#npm, 'exit');
    return this.#npm.exitCode;
  }
}

describe('npm start', () => {
  let home: string;
  const terminals: Terminal[] = [];
  const start = (env: Record<string, string> = {}) => {
    const terminal = new Terminal({ EASEL_HOME: home, ...env });
    terminals.push(terminal);
    return terminal;
  };
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'easel-start-'));
  });
  afterEach(async () => {
    for (const terminal of terminals.splice(0)) {
      if ((await Promise.race([terminal.exit(), Promise.resolve('on')])) === 'on') terminal.ctrlC();
      await terminal.exit();
    }
    rmSync(home, { recursive: true, force: true });
  });

  it('prints lines that do what they say when they are pasted, and Ctrl-C leaves nothing behind', async () => {
    const terminal = start();
    await terminal.says(/Ctrl-C stops it/);
    const line = terminal.text.split('\n').find((one) => one.includes('curl -s')) ?? '';
    const answer = JSON.parse(execFileSync('bash', ['-c', line], { encoding: 'utf8' })) as object;
    expect(answer).toMatchObject({ results: [{ name: 'scratch' }, {}, {}, {}, {}, {}] });
    const [, passwd = ''] = /^ {2}admin +(npm run .+)$/m.exec(terminal.text) ?? [];
    const said = execFileSync('bash', ['-c', `${passwd} --password-stdin`], {
      ...{ encoding: 'utf8', cwd: checkout, input: 'a new password\n' },
      env: { ...process.env, EASEL_ADMIN_URL: '', XDG_STATE_HOME: home },
    });
    expect(said).toContain('The password is set, and you are logged in.');
    const { pids } = terminal;
    expect(pids.length).toBeGreaterThan(5);
    terminal.ctrlC();
    expect(await terminal.exit()).toBe(0);
    const left = pids.filter((pid) => isAlive(pid));
    expect(left).toEqual([]);
  });

  it('says which port is in use, and how to choose another', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const terminal = start({ EASEL_PORT: String(port) });
    expect(await terminal.exit()).toBe(1);
    server.close();
    expect(terminal.text.trim()).toBe(
      `Port ${port} is in use on 127.0.0.1. Stop what uses it, or choose another: EASEL_PORT=${port + 10} npm start`,
    );
  });

  it('refuses a home that another start holds', async () => {
    const first = start();
    await first.says(/Ctrl-C stops it/);
    const second = start();
    expect(await second.exit()).toBe(1);
    expect(second.text).toMatch(/^Easel already runs on .+\. Stop it, or start another/);
  });

  it('says that a home which is a file is no folder', async () => {
    const file = join(home, 'file');
    writeFileSync(file, '');
    const terminal = start({ EASEL_HOME: file });
    expect(await terminal.exit()).toBe(1);
    expect(terminal.text.trim()).toBe(
      `${file} is not a folder: choose another with EASEL_HOME=… npm start`,
    );
  });

  it('names a bad setting and what it takes', async () => {
    const terminal = start({ EASEL_PORT: 'http' });
    expect(await terminal.exit()).toBe(78);
    expect(terminal.text).toContain('EASEL_PORT takes a port from 0 to 65535');
  });
});

/** One that has ended counts as gone, though whoever inherited it has not asked how yet. */
function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
