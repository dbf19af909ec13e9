import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LogFile } from './log-file.js';

describe('a log file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'easel-log-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('never grows beyond its bound, and keeps the one before it', () => {
    const path = join(folder, 'gateway.log');
    const log = new LogFile(path, 100);
    for (let line = 0; line < 50; line++) log.write(Buffer.from(`line ${line}\n`));
    log.close();
    expect(statSync(path).size).toBeLessThanOrEqual(100);
    expect(statSync(`${path}.1`).size).toBeLessThanOrEqual(100);
    const both = readFileSync(`${path}.1`, 'utf8') + readFileSync(path, 'utf8');
    expect(both).toMatch(/line 48\nline 49\n$/);
  });

  it('goes on where it was, for its owner alone', () => {
    const path = join(folder, 'gateway.log');
    for (const line of ['one\n', 'two\n']) {
      const log = new LogFile(path);
      log.write(Buffer.from(line));
      log.close();
    }
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });
});
