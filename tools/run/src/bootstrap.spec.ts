import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkout } from './demo.js';

const stamp = 'node_modules/.easel-installed';

describe('a first start', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'easel-fresh-'));
    for (const file of ['package.json', 'package-lock.json', 'tools/run/bootstrap.mjs'])
      cpSync(join(checkout, file), join(folder, file));
    mkdirSync(join(folder, 'tools/node'));
    for (const file of ['package.json', 'package-lock.json', '.npmrc'])
      cpSync(join(checkout, 'tools/node', file), join(folder, 'tools/node', file));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const start = (env: Record<string, string>) => {
    const options = { env: { ...process.env, ...env }, encoding: 'utf8' } as const;
    const { status, stderr } = spawnSync(
      'node',
      [join(folder, 'tools/run/bootstrap.mjs'), 'start'],
      options,
    );
    return { status, said: stderr };
  };
  /** An npm that says `words` and ends as if all were well. */
  const npmSays = (words: string) => {
    mkdirSync(join(folder, 'bin'), { recursive: true });
    writeFileSync(
      join(folder, 'bin/npm'),
      `#!/bin/sh\nmkdir -p node_modules\necho '${words}' >&2\n`,
    );
    chmodSync(join(folder, 'bin/npm'), 0o755);
    return { PATH: [join(folder, 'bin'), process.env.PATH].join(delimiter) };
  };
  const noRegistry = {
    npm_config_registry: 'http://127.0.0.1:9/',
    npm_config_fetch_retries: '0',
  };
  /** To the script, and to npm, the host's Node is an old one. */
  const oldNode = {
    NODE_OPTIONS: `--import=data:text/javascript,Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.20.0'}})`,
  };

  it.each([
    ['packages', {}, '.'],
    ['Node 24', oldNode, 'tools/node'],
  ])('without a network says so of %s, and asks again next time', (what, env, where) => {
    const { status, said } = start({
      ...noRegistry,
      npm_config_cache: join(folder, 'cache'),
      ...env,
    });
    expect(status).toBe(1);
    expect(said).toContain(`${what} could not be fetched: the npm registry cannot be reached.`);
    expect(existsSync(join(folder, where, stamp))).toBe(false);
  });

  it('on a full disk says so, though npm only warns of it, and asks again next time', () => {
    const { status, said } = start(
      npmSays('npm warn tar TAR_ENTRY_ERROR ENOSPC: no space left on device'),
    );
    expect(status).toBe(1);
    expect(said).toContain('The disk is full: Easel needs about 1 GB');
    expect(existsSync(join(folder, stamp))).toBe(false);
  });

  it('where no Node 24 is to be had says where to get it', () => {
    const { status, said } = start({ ...npmSays('up to date'), ...oldNode });
    expect(status).toBe(1);
    expect(said).toMatch(/needs Node 24, and none could be got for .* Install it from/);
  });
});
