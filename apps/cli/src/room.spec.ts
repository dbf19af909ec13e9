import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { exits } from './exits.js';
import { foreseen } from './explain.js';
import { Failure } from './failure.js';
import { Room, unwritten } from './room.js';

/** A disk that is full for whoever writes to it. */
const full = '/dev/full';
const thrown = (work: () => void): unknown => {
  try {
    work();
    return undefined;
  } catch (error) {
    return error;
  }
};
const ran = (): unknown => thrown(() => writeFileSync(full, 'a byte too many'));

describe('a disk that is full', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'easel-room-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  it('is told beforehand, with what is needed, what is free and what to do, in both languages', () => {
    const told = thrown(() => new Room(join(folder, 'yet/to/come'), 2 ** 60).require()) as Failure;
    expect(told.exit).toBe(exits.refused);
    expect(told.words.en).toMatch(
      /^Not done: the disk of \/.+\/yet\/to\/come is full: 1,152,921,505 GB are needed there, [\d.,]+ [kMG]B are free\. Make room .+ same command again\.$/,
    );
    expect(told.words.zh).toMatch(/^未执行:.+ 所在磁盘空间不足:需要 .+,可用 .+重新执行同一命令。$/);
  });

  it('is no matter where there is room', () => {
    expect(thrown(() => new Room(folder, 1).require())).toBeUndefined();
  });

  it('is told in the same words when it runs full on the way', async () => {
    const room = new Room(folder, 5_000_000);
    const told = await room
      .within(() => Promise.reject(new Error('not unpacked', { cause: ran() })))
      .catch((error: unknown) => error);
    expect(told).toMatchObject({
      words: { en: expect.stringContaining('is full: 5 MB are needed there') as string },
    });
    await expect(room.within(() => Promise.reject(told as Failure))).rejects.toBe(told);
  });

  it('is never something unforeseen', () => {
    expect(foreseen(ran()).words.en).toMatch(
      /^Not done: the disk of \/.+ is full: [^,]+ are free\./,
    );
  });

  it('is told of the folder that a file was to be in', () => {
    expect(unwritten(full, ran()).words.en).toContain('the disk of /dev is full');
    const elsewhere = join(folder, 'no/such/file');
    const why = thrown(() => writeFileSync(elsewhere, ''));
    expect(unwritten('file', why).words.en).toBe('file cannot be written (ENOENT).');
  });
});
