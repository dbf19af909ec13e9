import { once } from 'node:events';
import { existsSync, mkdtempSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { execFileSync } from 'node:child_process';
import { beforeEach, describe, expect, it } from 'vitest';
import { clearSocketPath } from './socket-path.js';

let path: string;

beforeEach(() => {
  path = join(mkdtempSync(join(tmpdir(), 'easel-run-')), 'run/licensing.sock');
});

describe('the way for a socket', () => {
  it('is a folder for this user alone', async () => {
    await clearSocketPath(path);
    expect(statSync(dirname(path)).mode & 0o777).toBe(0o700);
  });

  it('is cleared of what a killed process left', async () => {
    await clearSocketPath(path);
    const listenAndDie = `require('net').createServer().listen(${JSON.stringify(path)}, () => process.kill(process.pid, 'SIGKILL'))`;
    expect(() =>
      execFileSync(process.execPath, ['-e', listenAndDie], { stdio: 'ignore' }),
    ).toThrow();
    expect(existsSync(path)).toBe(true);
    await clearSocketPath(path);
    expect(existsSync(path)).toBe(false);
  });

  it('is not taken from a process that listens', async () => {
    await clearSocketPath(path);
    const other = createServer().listen(path);
    await once(other, 'listening');
    await expect(clearSocketPath(path)).rejects.toThrow(`another process listens on ${path}`);
    other.close();
  });

  it('is not cleared of a file', async () => {
    await clearSocketPath(path);
    writeFileSync(path, 'precious');
    await expect(clearSocketPath(path)).rejects.toThrow('it is not a socket');
  });
});
