import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { isoTime } from './log.js';

const program = fileURLToPath(new URL('fixtures/logging.mjs', import.meta.url));
let child: ChildProcess | undefined;

function start(...args: string[]) {
  child = fork(program, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'], execArgv: [] });
  const lines = createInterface({ input: child.stdout! });
  return { child, lines };
}

const words = (line: unknown) => (JSON.parse(line as string) as { msg: string }).msg;

describe('the time of a line', () => {
  it('is what toISOString says, whatever came before', () => {
    const day = 1_700_000_000_000;
    for (const now of [day, day + 7, day + 999, day + 1000, day, day - 1, day + 86_400_000 + 50])
      expect(isoTime(now)).toBe(new Date(now).toISOString());
  });
});

afterEach(() => child?.kill('SIGKILL'));

describe('the log', () => {
  it('has a line soon after it was written, though the process stays', async () => {
    const { lines } = start('info');
    expect(words((await once(lines, 'line'))[0])).toBe('first');
  });

  it('has a warning before the next line of the program runs, with what came before it', async () => {
    const { child, lines } = start('warn-then-kill');
    const said: string[] = [];
    lines.on('line', (line) => said.push(words(line)));
    await once(lines, 'close');
    expect(said).toEqual(['first', 'careful']);
    expect(child.signalCode ?? (await once(child, 'exit'))[1]).toBe('SIGKILL');
  });

  it.each(['exit', 'throw'])('loses nothing when the process ends by %s', async (how) => {
    const { lines } = start(how);
    const said: string[] = [];
    lines.on('line', (line) => said.push(words(line)));
    await once(lines, 'close');
    expect(said).toEqual(['first', 'second']);
  });

  it('keeps no process alive, also when nobody reads it', async () => {
    const { child } = start('info-unread');
    child.stdout?.destroy();
    child.send('go');
    expect(await once(child, 'exit')).toEqual([0, null]);
  });
});
