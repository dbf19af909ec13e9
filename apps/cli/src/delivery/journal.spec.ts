import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Journal, type Standing } from './journal.js';

describe('the journal of a deployment', () => {
  let folder: string;
  let journal: Journal;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'easel-journal-'));
    journal = new Journal(folder);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const standing = (version: string) => ({ version, release: '0.1.0' });
  const deliver = (from: Standing | null, to: string, end: 'COMMITTED' | 'REVERTED') => {
    journal.begin({ action: 'upgrade', from, to: standing(to) });
    journal.end(end);
  };

  it('shows to whoever comes next how far a delivery came that was cut off', () => {
    journal.begin({ action: 'upgrade', from: standing('1'), to: standing('2') });
    journal.advance('SWITCHED');
    expect(new Journal(folder).open()).toMatchObject({
      state: 'SWITCHED',
      from: { version: '1' },
      to: { version: '2' },
    });
  });

  it('holds nothing open once it has ended, and remembers how', () => {
    journal.begin({ action: 'upgrade', from: standing('1'), to: standing('2') });
    journal.end('REVERTED', 'it did not load');
    expect(journal.open()).toBeUndefined();
    expect(journal.last()).toMatchObject({ state: 'REVERTED', why: 'it did not load' });
    expect(() => journal.advance('VERIFIED')).toThrow('nothing is under way');
  });

  it('knows what was in service before, by what ended well and by nothing else', () => {
    deliver(null, '1', 'COMMITTED');
    expect(journal.before('1')).toBeUndefined();
    deliver(standing('1'), '2', 'COMMITTED');
    deliver(standing('2'), '3', 'REVERTED');
    expect(journal.before('2')).toBe('1');
    expect(journal.before('3')).toBeUndefined();
  });

  it('goes by the last time that a version came into service', () => {
    deliver(null, '1', 'COMMITTED');
    deliver(standing('1'), '2', 'COMMITTED');
    deliver(standing('2'), '3', 'COMMITTED');
    deliver(standing('3'), '2', 'COMMITTED');
    expect(journal.before('2')).toBe('3');
  });

  it('knows the version before, though Easel alone has changed since', () => {
    deliver(standing('1'), '2', 'COMMITTED');
    deliver(standing('2'), '2', 'COMMITTED');
    expect(journal.before('2')).toBe('1');
  });

  it('reads a history whose last line was cut off by a loss of power', () => {
    deliver(null, '1', 'COMMITTED');
    deliver(standing('1'), '2', 'COMMITTED');
    appendFileSync(join(folder, 'history.jsonl'), '{"format":1,"act');
    expect(journal.before('2')).toBe('1');
    deliver(standing('2'), '3', 'COMMITTED');
    expect(journal.before('3')).toBe('2');
  });

  it('keeps a little of the disk while something is under way, for whoever has to go back on a full one', () => {
    const room = join(folder, 'journal.room');
    journal.begin({ action: 'upgrade', from: standing('1'), to: standing('2') });
    const { blocks } = statSync(room);
    expect(blocks * 512).toBeGreaterThanOrEqual(1024 * 1024);
    journal.end('REVERTED');
    expect(existsSync(room)).toBe(false);
  });

  it('is still open where its history could not be written: what is not told has not ended', () => {
    journal.begin({ action: 'upgrade', from: standing('1'), to: standing('2') });
    mkdirSync(join(folder, 'history.jsonl'));
    expect(() => journal.end('COMMITTED')).toThrow('EISDIR');
    expect(journal.open()?.state).toBe('STAGED');
  });

  it('begins nothing where it cannot be written, and leaves nothing set aside', () => {
    deliver(null, '1', 'COMMITTED');
    rmSync(join(folder, 'journal.json'));
    mkdirSync(join(folder, 'journal.json/in the way'), { recursive: true });
    const begin = () =>
      journal.begin({ action: 'upgrade', from: standing('1'), to: standing('2') });
    expect(begin).toThrow();
    expect(existsSync(join(folder, 'journal.room'))).toBe(false);
  });

  it('refuses what is not its own', () => {
    writeFileSync(join(folder, 'journal.json'), '{"format":2}');
    expect(() => journal.last()).toThrow();
  });
});
