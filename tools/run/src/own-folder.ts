import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';

// Whatever a spec and the processes that it starts put aside goes with it. Short, since sockets lie below it.
const before = process.env.TMPDIR;
const around = mkdtempSync(join(tmpdir(), 'easel-'));
// What is in it may be for others, where the spec says so.
chmodSync(around, 0o711);
process.env.TMPDIR = around;

// Before those of the spec itself, so after them when it ends.
afterAll(() => {
  if (before === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = before;
  rmSync(around, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
});
