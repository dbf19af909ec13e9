import { spawnSync } from 'node:child_process';
import { beforeEach, describe, expect, it } from 'vitest';

import { Desk } from './desk.fixture.js';

let desk: Desk;

beforeEach(() => {
  desk = new Desk();
});

const commands = [
  'keys init',
  'keys rotate',
  'license issue',
  'license inspect',
  'license revoke',
  'ledger verify',
  'ledger list',
  'edition',
  'check',
  'build',
  'pack',
];

describe('easel-vendor', () => {
  it.each(commands)('explains %s', async (command) => {
    const { code, out } = await desk.run(...command.split(' '), '--help');
    expect(code).toBe(0);
    expect(out).toMatch(new RegExp(`^Usage: easel-vendor ${command} `));
  });

  it('lists what it can do, and its exit codes', async () => {
    const { code, out } = await desk.run('--help');
    expect(code).toBe(0);
    expect(out).toMatch(/keys[^]*license[^]*ledger[^]*edition[^]*check[^]*Exit codes: 0 done, 1/);
  });

  it.each([
    ['keys init', /takes the folder to make/],
    ['keys rotate', /takes the folder of keys\n--use takes license or package/],
    ['license issue', /--keys takes.*\n--request takes.*\n--customer takes/],
    ['license inspect', /takes a licence's file/],
    ['license revoke', /takes the ids of licences\n--keys takes.*\n--reason takes/],
    ['ledger verify', /takes the folder of keys/],
    ['ledger list', /takes the folder of keys/],
    ['edition', /--keys takes/],
    ['check', /takes a folder/],
    ['build', /--keys takes.*\n--out takes/],
    ['pack', /--keys takes.*\n--model takes.*\n--out takes/],
  ])('says all that is missing of %s at once', async (command, words) => {
    expect(await desk.run(...command.split(' '))).toMatchObject({ code: 2, err: words });
  });

  it.each([
    ['--kind lease --mode tpu --seq one', /--kind takes.*\n--mode takes.*\n--seq takes/],
    ['--kind term', /--kind term takes --days as well/],
    ['--days 60', /--days goes with --kind term/],
    ['--kind permanent --grace-days 3', /--grace-days goes with --kind term/],
    ['--card 1', /--card goes with --mode gpu/],
    ['--deployments bolts,a/b', /--deployments takes names/],
    ['--from 2027-02-29', /--from takes a date/],
    ['--warn-days -1', /--warn-days takes a whole number/],
    ['--days 0 --kind term', /--days takes a whole number from 1/],
    ['--warn-days 366', /--warn-days takes a whole number up to 365/],
  ])('refuses an order that makes no sense: %s', async (order, words) => {
    await desk.init();
    expect(await desk.issue('--request', desk.request(), ...order.split(' '))).toMatchObject({
      code: 2,
      err: words,
    });
  });

  it.each([[[]], [['keys']], [['license', 'forge']], [['constructor']], [['check', '--force']]])(
    'answers with code 2 what it does not know: %j',
    async (args) => {
      expect(await desk.run(...args)).toMatchObject({ code: 2, err: /\S/ });
    },
  );

  it('says where there are no keys that there are none', async () => {
    expect(await desk.run('edition', '--keys', 'none')).toMatchObject({
      code: 1,
      err: /holds no keys: easel-vendor keys init makes them/,
    });
  });

  it('takes paths as they were typed, wherever npm runs it', () => {
    desk.env = { INIT_CWD: desk.folder };
    const main = new URL('../../dist/main.js', import.meta.url).pathname;
    const options = { cwd: '/', env: desk.env, encoding: 'utf8' } as const;
    const { status, stdout } = spawnSync(process.execPath, [main, 'keys', 'init', 'keys'], options);
    expect(status).toBe(0);
    expect(stdout).toContain(desk.keys);
    expect(spawnSync(process.execPath, [main, 'check', '.'], options).status).toBe(1);
    expect(spawnSync(process.execPath, [main, 'check'], options).status).toBe(2);
  });
});
