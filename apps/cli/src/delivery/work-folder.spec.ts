import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { exits } from '../exits.js';
import { WorkFolder } from './work-folder.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'easel-work-'));
});
afterEach(() => rmSync(root, { recursive: true }));

it('is asked for where it is not there, and is not made of a slip', () => {
  const path = join(root, 'wrok');
  expect(() => new WorkFolder(path).require()).toThrow(`there is no folder ${path}`);
  expect(existsSync(path)).toBe(false);
});

it('is made for the first that is installed, and for no file', async () => {
  const path = join(root, 'a/work');
  await new WorkFolder(path).make();
  expect(existsSync(path)).toBe(true);
  const file = join(root, 'file');
  writeFileSync(file, '');
  await expect(new WorkFolder(file).make()).rejects.toMatchObject({
    exit: exits.refused,
    message: expect.stringContaining(`${file} is a file`),
  });
});
