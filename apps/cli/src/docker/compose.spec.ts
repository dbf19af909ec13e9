import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { Compose } from './compose.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'easel-compose-'));
  vi.stubEnv('PATH', `${folder}:${process.env.PATH}`);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

it('tells why compose failed, without what it draws for a terminal and the steps that went well', async () => {
  const said = String.raw`Creating network "a_doors" ... \r\n\033[1A\033[2KCreating a-gateway ... \r\033[1B\n\033[31mERROR\033[0m: for gateway\n        port is taken\nERROR: for gateway\n`;
  writeFileSync(
    join(folder, 'docker-compose'),
    `#!/bin/sh\n[ "$1" = version ] && exit\nprintf '${said}' >&2\nexit 1\n`,
    { mode: 0o755 },
  );
  writeFileSync(join(folder, 'docker-compose.yml'), '');
  await expect(new Compose(folder).up()).rejects.toThrow(
    /^docker-compose up ended with 1: ERROR: for gateway\nport is taken$/,
  );
});

it('takes no project of a folder above for its own', async () => {
  const below = join(folder, 'below');
  mkdirSync(below);
  writeFileSync(join(folder, 'docker-compose.yml'), '');
  await expect(new Compose(below).up()).rejects.toThrow(`no docker-compose.yml in ${below}`);
});
