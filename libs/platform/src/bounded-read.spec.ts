import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { boundedRead } from './bounded-read.js';

const folder = mkdtempSync(join(tmpdir(), 'easel-read-'));
const at = (name: string) => join(folder, name);

describe('a bounded read', () => {
  it('gives a file of up to the bound, and none of a longer one', () => {
    writeFileSync(at('ten'), '0123456789');
    expect(boundedRead(at('ten'), 10)).toEqual({ state: 'read', bytes: Buffer.from('0123456789') });
    expect(boundedRead(at('ten'), 9)).toEqual({ state: 'too-long' });
  });

  it('gives an empty file as such', () => {
    writeFileSync(at('empty'), '');
    expect(boundedRead(at('empty'), 9)).toEqual({ state: 'read', bytes: Buffer.alloc(0) });
  });

  it('knows what is not there', () => {
    expect(boundedRead(at('none'), 9)).toEqual({ state: 'missing' });
    expect(boundedRead(join(at('ten'), 'below'), 9)).toEqual({ state: 'missing' });
  });

  it('neither waits for a FIFO nor follows a link nor takes a folder', () => {
    execFileSync('sh', ['-c', 'mkfifo "$0"', at('fifo')]);
    mkdirSync(at('folder'));
    symlinkSync(at('ten'), at('link'));
    for (const name of ['fifo', 'folder', 'link'])
      expect(boundedRead(at(name), 9).state, name).toBe('unreadable');
  });
});
