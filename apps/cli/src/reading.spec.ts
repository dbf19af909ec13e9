import { describe, expect, it } from 'vitest';
import { history, present, request, status, whatIf } from './testing/answers.js';
import { FakeDoor, TOKEN, type Answer } from './testing/fake-door.js';
import { Operator } from './testing/operator.js';

const chinese = { LANG: 'zh_CN.UTF-8' };

async function read(routes: Record<string, Answer>, args: string[], env = {}) {
  await using door = await FakeDoor.open(routes);
  using operator = new Operator(door);
  const ended = await operator.easel(args, { env });
  expect(door.asked.every(({ authorization }) => authorization === `Bearer ${TOKEN}`)).toBe(true);
  return ended;
}

describe('easel license status', () => {
  const routes = { 'GET license': { body: status } };

  it('shows licence, machine and warnings in columns', async () => {
    const { stdout } = await read(routes, ['license', 'status']);
    expect(stdout).toMatchInlineSnapshot(`
      "Licence      in force; release edition
      Number       11 (harbour-11)
      Customer     海港光学 Harbour Optics
      Kind         term, for machines
      Deployments  defects, screws
      Machines     2
      Begins       2026-01-02 08:00 +08:00 (344 days ago)
      Expires      2026-12-25 00:00 +08:00 (in 12 days)
      Stops        2027-01-04 00:00 +08:00 (in 22 days), after 10 days of grace
      Queued       12 (harbour-12), 2026-12-20 08:00 +08:00 (in 7 days)
      Keyset       version 3 of Easel Vendor

      This machine: 3 parts of the licence match, 3 needed.
      Part            Here         Licence      Remark
      machine id      seen         matches
      system UUID     unavailable  unavailable  EACCES
      board serial    seen         matches
      root disk       seen         differs
      network cards   seen         matches
      development id  absent       -
      GPU cards       seen         -

      Warning: the licence expires on 2026-12-24, in 12 days
      "
    `);
  });

  it('shows the same in Chinese, in columns as wide as the characters are', async () => {
    const { stdout } = await read(routes, ['license', 'status'], chinese);
    expect(stdout).toMatchInlineSnapshot(`
      "授权      有效;正式版
      编号      11 (harbour-11)
      客户      海港光学 Harbour Optics
      类型      限期、绑定机器
      服务      defects、screws
      机器数    2
      生效      2026-01-02 08:00 +08:00 (344天前)
      到期      2026-12-25 00:00 +08:00 (12天后)
      停止服务  2027-01-04 00:00 +08:00 (22天后),含宽限 10 天
      待生效    12 (harbour-12), 2026-12-20 08:00 +08:00 (7天后)
      密钥集    Easel Vendor,版本 3

      本机:授权绑定的部件中 3 个一致,至少需要 3 个。
      部件        本机      授权      说明
      机器 ID     可读      一致
      系统 UUID   暂不可读  暂不可读  EACCES
      主板序列号  可读      一致
      系统盘      可读      不一致
      网卡        可读      一致
      开发版 ID   没有      -
      GPU 卡      可读      -

      警告:授权将于 2026-12-24 到期
      "
    `);
  });

  it('says why a licence is not in force, and that the clock was set back', async () => {
    const body = {
      ...status,
      state: 'refused',
      reason: { en: 'the licence expired on 2026-12-24', zh: '授权已于 2026-12-24 到期' },
      clock: { effective: '2026-12-25T12:00:00Z', wall: '2026-11-01T12:00:00Z' },
    };
    const { stdout, status: exit } = await read({ 'GET license': { body } }, ['license', 'status']);
    expect(stdout).toContain('not in force; the licence expired on 2026-12-24;');
    expect(stdout).toContain(
      "counts as 2026-12-25 20:00 +08:00; the machine's own says 2026-11-01 20:00 +08:00",
    );
    expect(exit).toBe(0);
  });

  it('says that there is none in place', async () => {
    const body = {
      ...status,
      state: 'refused',
      reason: { en: 'the licence is not installed', zh: '授权尚未安装' },
      license: null,
      queued: null,
      machine: { ...status.machine, matched: null, needed: null },
    };
    const { stdout } = await read({ 'GET license': { body } }, ['license', 'status']);
    expect(stdout).toMatch(
      /^Licence {2}not in force; the licence is not installed; release edition$/m,
    );
    expect(stdout).toMatch(/^This machine:$/m);
  });

  it('lets nothing that a vendor wrote steer the terminal', async () => {
    const license = { ...present, customer: '\u001b[2J\u202Eevil\r\n' };
    const { stdout } = await read({ 'GET license': { body: { ...status, license } } }, [
      'license',
      'status',
    ]);
    expect(stdout).toContain('�[2J�evil��');
  });
});

describe('easel fingerprint', () => {
  const routes = { 'GET license': { body: status }, 'GET license/request': { body: request } };

  it('shows each part, its hash in short, the cards, and what a licence would tolerate', async () => {
    const { stdout } = await read(routes, ['fingerprint']);
    expect(stdout).toMatchInlineSnapshot(`
      "Part            Here         Hash
      machine id      seen         aaaaaaaa
      system UUID     unavailable                                 EACCES
      board serial    seen         bbbbbbbb
      root disk       seen         cccccccc
      network cards   seen         dddddddd eeeeeeee ffffffff +1
      development id  absent
      GPU cards       seen
      GPU card 0      seen         hhhhhhhh

      Strength  strong: 4 parts; any one of them may change
      "
    `);
  });

  it('shows the same in Chinese', async () => {
    const { stdout } = await read(routes, ['fingerprint'], chinese);
    expect(stdout).toMatchInlineSnapshot(`
      "部件        本机      哈希
      机器 ID     可读      aaaaaaaa
      系统 UUID   暂不可读                                 EACCES
      主板序列号  可读      bbbbbbbb
      系统盘      可读      cccccccc
      网卡        可读      dddddddd eeeeeeee ffffffff +1
      开发版 ID   没有
      GPU 卡      可读
      GPU 卡 0    可读      hhhhhhhh

      强度  强:4 个部件,任意 1 个可以更换
      "
    `);
  });

  it.each([
    [{ ...request, fingerprint: { nics: request.fingerprint?.nics } }, 'weak: 1 part; a licence'],
    [{ ...request, fingerprint: undefined }, 'none: nothing of this machine can be read'],
  ])('says how strong it is', async (body, words) => {
    const { stdout } = await read({ ...routes, 'GET license/request': { body } }, ['fingerprint']);
    expect(stdout).toContain(words);
  });
});

describe('easel lu --what-if', () => {
  const routes = { 'GET license/what-if': { body: whatIf } };

  it('shows what each change would do, and how many may', async () => {
    const { stdout } = await read(routes, ['lu', '--what-if']);
    expect(stdout).toMatchInlineSnapshot(`
      "Part           Here     If it changes
      machine id     matches  the licence stays in force
      system UUID    matches  the licence stays in force
      board serial   matches  the licence stays in force
      root disk      matches  the licence stays in force
      network cards  matches  the licence stays in force

      Any 2 of the parts that match may change, but not board serial and root disk both.
      "
    `);
  });

  it('shows the same in Chinese', async () => {
    const { stdout } = await read(routes, ['lu', '--what-if'], chinese);
    expect(stdout).toMatchInlineSnapshot(`
      "部件        本机  若更换
      机器 ID     一致  授权仍然有效
      系统 UUID   一致  授权仍然有效
      主板序列号  一致  授权仍然有效
      系统盘      一致  授权仍然有效
      网卡        一致  授权仍然有效

      一致的部件中,任意 2 个可以更换,但主板序列号和系统盘不能都更换。
      "
    `);
  });

  const differs = (part: string) =>
    whatIf.parts.map((one) => (one.part === part ? { ...one, state: 'differs' } : one));

  it.each([
    [{ spare: 1 }, 'Any one of the parts that match may change.'],
    [{ spare: 0 }, 'None of the parts that match may change.'],
    [
      { spare: 1, parts: differs('boardSerial') },
      'Any one of the parts that match may change, but not root disk.',
    ],
    [
      { verdict: 'mismatch', matched: 1 },
      'The licence is not for this machine: 1 part of 3 needed matches.',
    ],
    [{ verdict: 'unavailable' }, 'Too few parts can be read now to recognize this machine.'],
    [{ license: null, verdict: null, parts: [] }, 'There is no licence in place.'],
  ])('ends with one sentence: %o', async (standing, sentence) => {
    const body = { ...whatIf, ...standing };
    const { stdout } = await read({ 'GET license/what-if': { body } }, ['lu', '--what-if']);
    expect(stdout.trimEnd().split('\n').at(-1)).toBe(sentence);
  });
});

describe('easel license history', () => {
  const routes = { 'GET license/history': { body: history } };

  it('lists the licence in place and those before', async () => {
    const { stdout } = await read(routes, ['license', 'history']);
    expect(stdout).toMatchInlineSnapshot(`
      "Number  Name        Kind                     Expires                  Deployments      Replaced
      12      harbour-12  permanent, for machines  never                    defects          in place now
      11      harbour-11  term, for machines       2026-12-25 00:00 +08:00  defects, screws  2026-12-01 16:30 +08:00
      "
    `);
  });

  it('lists them in Chinese', async () => {
    const { stdout } = await read(routes, ['license', 'history'], chinese);
    expect(stdout).toMatchInlineSnapshot(`
      "编号  名称        类型            到期                     服务             被替换
      12    harbour-12  永久、绑定机器  永不                     defects          当前
      11    harbour-11  限期、绑定机器  2026-12-25 00:00 +08:00  defects、screws  2026-12-01 16:30 +08:00
      "
    `);
  });

  it('says that there is none', async () => {
    const body = { current: null, previous: [] };
    const { stdout } = await read({ 'GET license/history': { body } }, ['license', 'history']);
    expect(stdout).toBe('There is no licence in place.\nThere was no licence before.\n');
  });
});

it.each([
  [['license', 'status'], 'GET license', status],
  [['license', 'history'], 'GET license/history', history],
  [['lu', '--what-if'], 'GET license/what-if', whatIf],
  [['lu', '--request'], 'GET license/request', request],
])('easel %j --json gives what the API gave, whole', async (args, route, document) => {
  const body = { ...document, ...(route.endsWith('request') ? {} : { newer: 'than this easel' }) };
  const { stdout } = await read({ [route]: { body } }, [...args, '--json']);
  expect(JSON.parse(stdout)).toEqual(body);
});
