import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { atomicWrite, replaceFile } from './atomic-write.js';

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'easel-write-'));
  path = join(folder, 'state.json');
});

const here = fileURLToPath(new URL('..', import.meta.url));

/** A process of its own that writes what `script` says: both ways, `path` and `say` are there. */
const program = (script: string) => [
  '--input-type=module',
  '-e',
  `import { writeSync } from 'node:fs';
   import { atomicWrite, replaceFile } from '@easel/platform';
   const path = ${JSON.stringify(path)};
   const say = (line) => writeSync(1, line + '\\n');
   ${script}`,
];

describe('a file that is replaced', () => {
  it('holds the new text, alone in its folder, which is made if need be', () => {
    const deep = join(folder, 'a/b/state.json');
    atomicWrite(deep, 'old');
    atomicWrite(deep, '授权');
    expect(readFileSync(deep, 'utf8')).toBe('授权');
    expect(readdirSync(join(folder, 'a/b'))).toEqual(['state.json']);
  });

  it('is for its owner alone where that is asked for, whoever could read it before', () => {
    writeFileSync(path, 'public');
    chmodSync(path, 0o644);
    atomicWrite(path, 'private', 0o600);
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('has no folder made for it where others wait for the disk: what was taken away stays away', async () => {
    await expect(replaceFile(join(folder, 'gone/state.json'), 'new')).rejects.toThrow('ENOENT');
    expect(readdirSync(folder)).toEqual([]);
  });
});

const ways: [string, (path: string, text: string) => Promise<void>][] = [
  [
    'atomicWrite',
    async (...file) => {
      atomicWrite(...file);
      await Promise.resolve();
    },
  ],
  ['replaceFile', replaceFile],
];
describe.each(ways)('a file that is replaced by %s', (way, write) => {
  it('takes the place of a link, and is not written through one', async () => {
    const victim = join(folder, 'victim');
    writeFileSync(victim, 'as it was');
    symlinkSync(victim, path);
    symlinkSync(victim, `${path}.${process.pid}.new`);
    await write(path, 'new');
    expect(readFileSync(victim, 'utf8')).toBe('as it was');
    expect(readFileSync(path, 'utf8')).toBe('new');
  });

  it('stays as it was, with nothing left beside it, when the new one cannot take its place', async () => {
    mkdirSync(join(path, 'occupied'), { recursive: true });
    await expect(async () => write(path, 'new')).rejects.toThrow(/EISDIR|ENOTEMPTY|EEXIST/);
    expect(readdirSync(folder)).toEqual(['state.json']);
    expect(readdirSync(path)).toEqual(['occupied']);
  });

  it('stays as it was, with nothing left beside it, when the disk takes only half', () => {
    atomicWrite(path, 'old');
    const script = `try { await ${way}(path, 'x'.repeat(100_000)) } catch ({ code }) { say(code) }`;
    const limited = `trap '' XFSZ; ulimit -f 8; exec "$0" "$@"`;
    const command = ['-c', limited, process.execPath, ...program(script)];
    const { stdout } = spawnSync('sh', command, { cwd: here, encoding: 'utf8' });
    expect(stdout).toBe('EFBIG\n');
    expect(readFileSync(path, 'utf8')).toBe('old');
    expect(readdirSync(folder)).toEqual(['state.json']);
  });
});

describe.each(ways)('a writer that is killed at any instant (%s)', (way) => {
  const size = 300_000;

  /** One letter, over and over: half of one text and half of another would show. */
  function expectWhole(): void {
    const text = readFileSync(path, 'utf8');
    expect(text.length).toBe(size);
    expect(text).toBe((text[0] ?? '').repeat(size));
  }

  it('leaves one whole text, and readers never saw another', async () => {
    const script = `for (let n = 0; ; n++) { await ${way}(path, 'abcdef'[n % 6].repeat(${size})); say('written') }`;
    for (let round = 0; round < 8; round++) {
      const writer = spawn(process.execPath, program(script), { cwd: here });
      const gone = once(writer, 'exit');
      for (let seen = 0; seen < 2 + round; seen++) {
        await once(writer.stdout, 'data');
        expectWhole();
      }
      writer.kill('SIGKILL');
      await gone;
      expectWhole();
    }
  });
});
