import { execFileSync, fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';

const program = fileURLToPath(new URL('fixtures/logging.mjs', import.meta.url));
/** Lines of 1 kB: several times what the system and the log keep for a reader. */
const flood = 5000;

interface Line {
  said?: number;
  lost?: number;
}

let child: ChildProcess;
let folder: string | undefined;
afterEach(() => {
  child.kill('SIGKILL');
  if (folder) rmSync(folder, { recursive: true });
  folder = undefined;
});

/** A process that logs, and the other end of its standard output, which nobody reads. */
const outputs: Record<string, () => Readable> = {
  'a socket': () => {
    child = fork(program, ['flood'], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
      execArgv: [],
    });
    return child.stdout!;
  },
  'a pipe': () => {
    folder = mkdtempSync(join(tmpdir(), 'easel-log-'));
    const fifo = join(folder, 'fifo');
    execFileSync('mkfifo', [fifo]);
    const end = openSync(fifo, constants.O_RDONLY | constants.O_NONBLOCK);
    const output = openSync(fifo, 'w');
    child = fork(program, ['flood'], {
      stdio: ['ignore', output, 'inherit', 'ipc'],
      execArgv: [],
    });
    closeSync(output);
    return new Socket({ fd: end, writable: false });
  },
};

describe.each(Object.keys(outputs))('the log on %s that nobody reads', (kind) => {
  const start = () => {
    const unread = outputs[kind]!();
    const ask = async (what: number | 'leave') => {
      child.send(what);
      return (await once(child, 'message'))[0] as number;
    };
    return { unread, ask };
  };

  it('holds up nothing, keeps the first lines, and says how many are lost when it is read again', async () => {
    const { unread, ask } = start();
    expect(await ask(flood)).toBe(flood);
    expect(await ask(flood + 1)).toBe(flood + 1);
    const said: number[] = [];
    let lost = 0;
    for await (const text of createInterface({ input: unread })) {
      const line = JSON.parse(text) as Line;
      if (line.said !== undefined) said.push(line.said);
      if (line.lost === undefined) continue;
      lost = line.lost;
      break;
    }
    expect(said).toEqual(Array.from(said, (_, index) => index));
    expect(said.length).toBeGreaterThan(1000);
    expect(lost).toBeGreaterThan(1000);
    expect(said.length + lost).toBe(flood + 1);
  });

  it('has every line again after that', async () => {
    const { unread, ask } = start();
    await ask(flood);
    const lines = createInterface({ input: unread })[Symbol.asyncIterator]();
    const next = async () => JSON.parse(String((await lines.next()).value)) as Line;
    while ((await next()).lost === undefined);
    await ask(flood + 2);
    expect([(await next()).said, (await next()).said]).toEqual([flood, flood + 1]);
  });

  it('does not keep the process when it is to end', async () => {
    const { ask } = start();
    await ask(flood);
    child.send('leave');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
