import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  existsSync,
  readFileSync,
  rmSync,
  truncateSync,
  watch,
  writeFileSync,
} from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';

import { Desk, machine } from '../cli/desk.fixture.js';
import { keyFiles } from '../keys/key-files.js';
import { hashOf } from './entry.js';
import { Ledger } from './ledger.js';
import { headText, readLedger } from './reading.js';

let desk: Desk;

const files = () => keyFiles(desk.keys);
const text = () => readFileSync(files().ledger, 'utf8');
const lines = () => text().split('\n').slice(0, -1);
const verify = () => desk.run('ledger', 'verify', 'keys');
const permanent = (...more: string[]) =>
  desk.issue('--request', desk.request(), '--kind', 'permanent', ...more);
const rewrite = (changed: string[]) =>
  writeFileSync(files().ledger, changed.map((line) => `${line}\n`).join(''));

const main = new URL('../../dist/main.js', import.meta.url).pathname;

/** A process that issues a licence, as from another terminal. */
const issuing = (...args: string[]) =>
  spawn(
    process.execPath,
    [main, 'license', 'issue', '--keys', 'keys', '--customer', 'X', '--yes', ...args],
    { cwd: desk.folder, env: {}, stdio: 'ignore' },
  );
const exitOf = async (args: string[]) => (await once(issuing(...args), 'exit'))[0] as number;

/** Calls back at the n-th change in a folder. */
function watching(folder: string, n: number, then: () => void): Disposable {
  let seen = 0;
  const watcher = watch(folder, () => {
    seen += 1;
    if (seen === n) then();
  });
  return { [Symbol.dispose]: () => watcher.close() };
}

beforeEach(async () => {
  desk = new Desk();
  await desk.init();
  await desk.issue('--request', desk.request());
  await permanent();
  await desk.run('keys', 'rotate', 'keys', '--use', 'license');
  const { jti } = desk.license();
  await desk.run('license', 'revoke', jti, '--keys', 'keys', '--reason', 'never paid');
});

describe('a ledger', () => {
  it('has a line for each event, chained by hashes, and is found whole', async () => {
    expect(readLedger(desk.keys).entries.map(({ n, event }) => `${n} ${event}`)).toEqual([
      '1 keys-made',
      '2 issued',
      '3 issued',
      '4 rotated',
      '5 revoked',
    ]);
    for (const [at, line] of lines().entries())
      expect(JSON.parse(line)).toHaveProperty('prev', hashOf(lines()[at - 1] ?? ''));
    expect(await verify()).toMatchObject({
      code: 0,
      out: expect.stringContaining(`whole: 5 lines, the last of SHA-256 ${hashOf(lines()[4]!)}`),
    });
  });

  it('is listed in words, and for machines', async () => {
    const { out } = await desk.run('ledger', 'list', 'keys');
    expect(out).toMatch(
      /1 .* keys made for A Vendor: license-.*\n2 .* issued .*, number 1, trial cpu/,
    );
    expect(out).toMatch(
      /4 .* signs, license-\w+ retired \(keyset 2\)\n5 .* revoked .*: never paid/,
    );
    const json = await desk.run('ledger', 'list', 'keys', '--json');
    expect(JSON.parse(json.out)).toHaveLength(5);
  });

  it('records a licence with all that tells its machine again', () => {
    expect(readLedger(desk.keys).entries[1]).toMatchObject({
      customer: '某某工厂',
      kind: 'trial',
      seq: 1,
      fingerprints: [machine()],
    });
  });
});

describe('a ledger in which somebody', () => {
  const whole = () => [1, 2, 3, 4, 5];
  const refused = async (words: RegExp) => {
    expect(await verify()).toMatchObject({ code: 1, err: words });
    const before = text();
    expect(await permanent()).toMatchObject({ code: 1, err: words });
    expect(text()).toBe(before);
  };

  it.each(whole())('changed line %i is refused, and nothing is issued', async (n) => {
    rewrite(lines().map((line, at) => (at === n - 1 ? line.replace(/"at":"2/, '"at":"3') : line)));
    await refused(/was tampered with or damaged/);
  });

  it.each(whole())('removed line %i is refused', async (n) => {
    rewrite(lines().filter((_, at) => at !== n - 1));
    await refused(/was tampered with or damaged/);
  });

  it.each([
    [1, 2],
    [2, 3],
    [3, 4],
    [4, 5],
    [2, 5],
  ])('swapped lines %i and %i is refused', async (one, other) => {
    const changed = lines();
    [changed[one - 1], changed[other - 1]] = [changed[other - 1]!, changed[one - 1]!];
    rewrite(changed);
    await refused(/was tampered with or damaged/);
  });

  it('changed a line and made its chain anew is refused still', async () => {
    const [first = '', ...rest] = lines();
    const changed = [first.replace('A Vendor', 'B Vendor')];
    for (const line of rest) {
      const entry = JSON.parse(line) as Record<string, unknown>;
      changed.push(JSON.stringify({ ...entry, prev: hashOf(changed.at(-1)!) }));
    }
    rewrite(changed);
    await refused(/line 5 is not the one that was written/);
  });

  it('put in a line, a line that is none, or an empty one is refused', async () => {
    const genuine = lines();
    for (const line of [genuine[1]!, '{"n":3}', '']) {
      rewrite([...genuine.slice(0, 2), line, ...genuine.slice(2)]);
      await refused(/was tampered with or damaged/);
    }
  });

  it('cut into the last line, or took all, is refused: that was no writer that was killed', async () => {
    truncateSync(files().ledger, text().length - 1);
    await refused(/5 lines were written and 4 are there/);
    writeFileSync(files().ledger, '');
    await refused(/5 lines were written and 0 are there/);
  });

  it('removed the head, or all of it, is refused', async () => {
    rmSync(files().ledgerHead);
    await refused(/ledger\.head is missing/);
    rmSync(files().ledger);
    expect(await verify()).toMatchObject({ code: 1, err: /cannot be read/ });
  });
});

describe('a ledger whose writer was killed', () => {
  it('within a line is whole without it, says so, and goes on in its place', async () => {
    const before = text();
    appendFileSync(files().ledger, `{"n":6,"at":"${'2'.repeat(5000)}`);
    expect(await verify()).toMatchObject({ code: 0, err: /never finished: its writer was killed/ });
    expect(await permanent()).toMatchObject({ code: 0 });
    expect(text().startsWith(before)).toBe(true);
    expect(lines()).toHaveLength(6);
    expect(await verify()).toMatchObject({ code: 0, err: '' });
  });

  it('after a line and before the head goes on after that line', async () => {
    const [, , , fourth] = lines();
    writeFileSync(files().ledgerHead, headText(4, hashOf(fourth!)));
    expect(await verify()).toMatchObject({ code: 0, out: /whole: 5 lines/ });
    expect(await permanent()).toMatchObject({ code: 0 });
    expect(await verify()).toMatchObject({ code: 0, out: /whole: 6 lines/ });
  });
});

describe('an issue that is killed at some instant', () => {
  it('leaves a ledger that goes on, and no licence that is not in it', async () => {
    const args = ['--request', desk.request(), '--kind', 'permanent'];
    for (let round = 0; round < 6; round += 1) {
      rmSync(desk.path('killed.lic'), { force: true });
      const child = issuing(...args, '--out', 'killed.lic');
      // Now at the first change of the folder, now at a later one: lock, line, head beside its place, head.
      using _watcher = watching(desk.keys, round + 1, () => child.kill('SIGKILL'));
      await once(child, 'exit');
      expect(await verify()).toMatchObject({ code: 0 });
      const { entries } = readLedger(desk.keys);
      if (existsSync(desk.path('killed.lic')))
        expect(entries).toContainEqual(
          expect.objectContaining({ event: 'issued', jti: desk.license('killed.lic').jti }),
        );
      expect(await permanent()).toMatchObject({ code: 0 });
    }
  });
});

describe('several at one desk', () => {
  it('issue one after the other: no line is lost, and no number given twice', async () => {
    const request = desk.request();
    const args = ['--request', request, '--kind', 'permanent'];
    expect(await Promise.all(Array.from({ length: 4 }, () => exitOf(args)))).toEqual([0, 0, 0, 0]);
    const { entries } = readLedger(desk.keys);
    expect(entries).toHaveLength(9);
    const numbers = entries.flatMap((entry) => (entry.event === 'issued' ? [entry.seq] : []));
    expect(new Set(numbers).size).toBe(numbers.length);
  });

  it('get one trial for one machine between them', async () => {
    const request = desk.request({ fingerprint: machine({}, 'b') });
    const codes = await Promise.all([0, 1].map(() => exitOf(['--request', request])));
    expect(codes.toSorted()).toEqual([0, 1]);
  });

  it('are not kept out by one that was killed while it held the ledger', async () => {
    const holder = spawn(
      process.execPath,
      [
        '--input-type=module',
        '-e',
        `const { hold } = await import(process.argv[1]); const held = hold(process.argv[2]);
         process.send('held'); setInterval(() => held, 1000);`,
        new URL('../../dist/ledger/lock.js', import.meta.url).pathname,
        files().ledgerLock,
      ],
      { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] },
    );
    await once(holder, 'message');
    holder.kill('SIGKILL');
    await once(holder, 'exit');
    expect(await permanent()).toMatchObject({ code: 0 });
  });

  it('let the ledger go when they are done, and when they fail', () => {
    {
      using _ledger = Ledger.open(desk.keys);
    }
    rewrite([]);
    expect(() => Ledger.open(desk.keys)).toThrow(/tampered/);
    expect(() => Ledger.open(desk.keys)).toThrow(/tampered/); // not: another is at work
  });
});
