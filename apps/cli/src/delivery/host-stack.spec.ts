import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { HostStack } from './host-stack.js';

it('what commands that were killed left beside the host’s own files goes, and nothing else', async () => {
  const work = mkdtempSync(join(tmpdir(), 'easel-host-stack-'));
  const { folder } = new HostStack(work);
  const own = ['.env', 'cli', 'easel', 'state'];
  const halves = [
    '.env.1-2-3.new',
    '.images-01234567',
    '.restore-AbCdEf/work',
    '.stack-AbCdEf/stack',
  ];
  for (const name of [...own, ...halves]) mkdirSync(join(folder, name), { recursive: true });
  await new HostStack(work).sweep();
  expect(readdirSync(folder).sort()).toEqual(own);
  rmSync(work, { recursive: true });
});
