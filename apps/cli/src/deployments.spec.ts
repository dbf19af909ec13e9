import { AdminClient, type Tuning } from '@easel/contract';
import { describe, expect, it, vi } from 'vitest';
import {
  activation,
  deployment,
  deployments,
  problem,
  readiness,
  status as license,
} from './testing/answers.js';
import { FakeDoor, type Answer } from './testing/fake-door.js';
import { Operator } from './testing/operator.js';
import { tuningWords } from './tuning-words.js';

const chinese = { LANG: 'zh_CN.UTF-8' };

type Routes = Parameters<typeof FakeDoor.open>[0];

async function run(routes: Routes, args: string[], env = {}) {
  await using door = await FakeDoor.open(routes);
  using operator = new Operator(door);
  return { ...(await operator.easel(args, { env })), asked: door.asked };
}

/** How far off a moment is depends on today. */
const anyDay = (text: string) => text.replaceAll(/ \([^)]*(?:ago|in |[前后])[^)]*\)/g, '');

const tuning: Tuning = {
  ...{ origin: 'measured', lanes: 2, threads: 1, batch: 1, images_per_second: 183.4 },
  ...{ batching: 'gained_too_little', batching_gain: -2 },
  trials: [
    { lanes: 2, threads: 1, batch: 1, images_per_second: 183.4 },
    { lanes: 2, threads: 1, batch: 4, images_per_second: 180 },
  ],
};

const many = deployments(
  deployment({
    tuning,
    versions: ['1', '2', '3', '4'],
    loading: { version: '4', since: '2026-12-12T12:30:00Z' },
    refused: {
      ...{ version: '3', reason: 'golden', detail: 'golden image 1.jpg: crack has 0.4' },
      at: '2026-12-12T12:20:00Z',
    },
  }),
  deployment({
    ...{ name: 'seams', state: 'failed', version: null, serving_since: null, classes: null },
    problem: 'model.onnx cannot be read (ENOENT)',
    versions: ['1'],
  }),
  deployment({
    ...{ name: 'welds', state: 'idle', version: null, serving_since: null, classes: null },
    versions: ['1', '2'],
  }),
  deployment({ name: 'panes', problem: 'its current file is gone' }),
  deployment({
    ...{ name: 'bolts', state: 'loading', version: null, serving_since: null, classes: null },
    loading: { version: '1', since: '2026-12-12T12:30:00Z' },
    versions: ['1'],
  }),
);

const routesOf = (changes: Routes = {}): Routes => ({
  'GET /readyz': { body: readiness },
  'GET license': { body: { ...license, queued: null } },
  'GET deployments': { body: many },
  ...changes,
});

describe('easel status', () => {
  it('shows edition, licence, readiness and every deployment on one screen', async () => {
    const { stdout, status } = await run(routesOf(), ['status']);
    expect(anyDay(stdout)).toMatchInlineSnapshot(`
      "Edition  release edition
      Licence  in force; term; expires 2026-12-25 00:00 +08:00
      Ready    yes
      Warning: the licence expires on 2026-12-24, in 12 days

      screws  version 2 in service since 2026-12-12 20:00 +08:00
              about 180 images/s on 2 lanes, batching off: it gained nothing
              version 4 has been loading since 2026-12-12 20:30 +08:00
              version 3 was refused 2026-12-12 20:20 +08:00: golden image 1.jpg: crack has 0.4
              other versions: 1, 3, 4
      seams   not in service: model.onnx cannot be read (ENOENT)
              versions: 1
      welds   never activated: no version of it is in service
              versions: 1, 2
      panes   version 2 in service since 2026-12-12 20:00 +08:00
              not what its current file says: its current file is gone
      bolts   version 1 has been loading since 2026-12-12 20:30 +08:00
              versions: 1
      "
    `);
    expect(status).toBe(0);
  });

  it('shows the same in Chinese', async () => {
    const { stdout } = await run(routesOf(), ['status'], chinese);
    expect(anyDay(stdout)).toMatchInlineSnapshot(`
      "版本类型  正式版
      授权      有效;限期;到期 2026-12-25 00:00 +08:00
      就绪      是
      警告:授权将于 2026-12-24 到期

      screws  版本 2 提供服务,自 2026-12-12 20:00 +08:00
              2 个通道,约每秒 180 张图片,不使用批处理:没有提高
              版本 4 正在加载,自 2026-12-12 20:30 +08:00
              版本 3 启用失败,2026-12-12 20:20 +08:00:golden image 1.jpg: crack has 0.4
              其他版本:1、3、4
      seams   未提供服务:model.onnx cannot be read (ENOENT)
              版本:1
      welds   从未启用:没有提供服务的版本
              版本:1、2
      panes   版本 2 提供服务,自 2026-12-12 20:00 +08:00
              与 current 文件不符:its current file is gone
      bolts   版本 1 正在加载,自 2026-12-12 20:30 +08:00
              版本:1
      "
    `);
  });

  it('says why it is not ready, and shows the licence of the lease while licensing is away', async () => {
    const { stdout } = await run(
      routesOf({
        'GET /readyz': {
          status: 503,
          body: {
            ...readiness,
            ready: false,
            license: { in_force: false, reason: 'licensing out of reach' },
            reasons: ['no licence in force: licensing out of reach', 'inference is out of reach'],
          },
        },
        'GET license': { status: 503, body: problem(503, 'licensing is out of reach') },
        'GET deployments': { body: { ...many, reachable: false } },
      }),
      ['status'],
    );
    expect(stdout).toContain('Licence  not in force; licensing out of reach\n');
    expect(stdout).toContain(
      'Ready    no: no licence in force: licensing out of reach; inference is out of reach\n',
    );
    expect(stdout).toContain('Inference is out of reach: what follows is what it said last.');
    expect(stdout).toContain('screws  version 2 in service');
  });

  it.each([
    [{}, 'Nothing is deployed. To add a model: npm run model -- add --help\n'],
    [chinese, '尚未部署任何服务。添加模型:npm run model -- add --help\n'],
  ])('says what to do where nothing is deployed', async (env, words) => {
    const { stdout } = await run(
      routesOf({ 'GET deployments': { body: deployments() } }),
      ['status'],
      env,
    );
    expect(stdout).toContain(words);
  });

  it('gives machines what the API gave', async () => {
    const { stdout } = await run(routesOf(), ['status', '--json']);
    expect(JSON.parse(stdout)).toEqual({
      readiness,
      license: { ...license, queued: null },
      deployments: many,
    });
  });
});

describe('how a model is tuned', () => {
  it.each<[Partial<Tuning>, string, string]>([
    [
      {},
      'about 180 images/s on 2 lanes, batching off: it gained nothing',
      '2 个通道,约每秒 180 张图片,不使用批处理:没有提高',
    ],
    [
      { images_per_second: 1234, batching: null, batching_gain: null },
      'about 1200 images/s on 2 lanes, batching off',
      '2 个通道,约每秒 1200 张图片,不使用批处理',
    ],
    [
      {
        ...{ lanes: 1, threads: 2, batch: 4, images_per_second: 7.26 },
        ...{ batching: 'on', batching_gain: 21 },
      },
      'about 7.3 images/s on 1 lane, 2 threads each, batches of up to 4: 21 % more',
      '1 个通道,约每秒 7.3 张图片,每通道 2 个线程,每批最多 4 张:提高 21%',
    ],
    [
      { batching: 'not_tried', batching_gain: null },
      'about 180 images/s on 2 lanes, batching off: the model takes one picture at a time, takes too long for more, or fails with more (the log says how)',
      '2 个通道,约每秒 180 张图片,不使用批处理:模型每次只接受一张图片,或耗时过长,或多张一起运行时出错(日志中有原因)',
    ],
    [
      { origin: 'pinned', images_per_second: null, batching: null, batching_gain: null },
      '2 lanes, batching off, as the manifest says',
      '2 个通道,不使用批处理,由清单文件指定',
    ],
    [
      { batching_gain: 4 },
      'about 180 images/s on 2 lanes, batching off: it gained only 4 %',
      '2 个通道,约每秒 180 张图片,不使用批处理:仅提高 4%',
    ],
  ])('is said in a line: %j', (changes, en, zh) => {
    expect(tuningWords({ ...tuning, ...changes })).toEqual({ en, zh });
  });
});

const activating = (...answers: Answer[]): Routes => ({
  'POST deployments/screws/activate': () => answers.shift() ?? { status: 500, body: {} },
});
const command = ['activate', 'screws', '3'];

describe('easel activate', () => {
  it('asks for the version, says that it is in service, and what to go back to', async () => {
    const { stdout, status, asked } = await run(activating({ body: activation() }), command);
    expect(JSON.parse(asked[0]?.body.toString() ?? '')).toMatchObject({ version: '3' });
    expect(stdout).toBe(
      'screws: version 3 is in service, after 3.2 s.\nBefore it was 2; to go back, activate that.\n',
    );
    expect(status).toBe(0);
  });

  it('says it in Chinese', async () => {
    const { stdout } = await run(activating({ body: activation() }), command, chinese);
    expect(stdout).toBe(
      'screws:版本 3 已启用,用时 3.2 秒。\n之前为版本 2;如需回退,启用该版本即可。\n',
    );
  });

  it('ends with 0 where it is in service already', async () => {
    const body = activation({ outcome: 'already', previous: '3', ms: 0 });
    const { stdout, status } = await run(activating({ body }), command);
    expect(stdout).toBe('screws: version 3 is in service already.\n');
    expect(status).toBe(0);
  });

  it('goes on asking while it is loading, and says so once', async () => {
    const loading = { status: 202, body: activation({ outcome: 'loading', ms: null }) };
    const { stdout, stderr, asked } = await run(
      activating(loading, loading, { body: activation() }),
      [...command, '--json'],
    );
    expect(asked).toHaveLength(3);
    expect(stderr).toMatch(/^Version 3 of screws is still loading; [^\n]*Ctrl-C[^\n]*\n$/);
    expect(JSON.parse(stdout)).toEqual(activation());
  });

  it('has more patience than it asks of the gateway', async () => {
    await using door = await FakeDoor.open(activating({ body: activation() }));
    const patience = vi.spyOn(AbortSignal, 'timeout');
    const client = new AdminClient(door.url, 'a token');
    await client.activate('screws', { version: '3', wait_ms: 60_000 });
    expect(patience.mock.calls[0]?.[0]).toBeGreaterThan(60_000 + 10_000);
    patience.mockRestore();
  });

  it.each([
    [404, 'no_deployment', '`easel status` shows what there is', '没有名为 screws 的服务', 1],
    [404, 'no_version', 'Not done: the detail.', 'screws 没有版本 3', 1],
    [409, 'busy', 'Wait for it', '另一个版本正在加载', 1],
    [422, 'does_not_load', 'cannot be loaded: the detail. Nothing has changed.', '无法加载', 1],
    [422, 'golden', 'does not answer as its golden images say', '未能重现基准图片', 1],
    [500, 'not_written', 'Let inference write that folder', '无法写入 current', 1],
    [
      503,
      'unavailable',
      'Easel cannot answer this now: the detail. Try again in 5 s.',
      '请在 5 秒后重试',
      5,
    ],
    [504, undefined, 'Easel cannot answer this now: the detail. Try again later.', '请稍后重试', 5],
  ] as const)(
    'ends as it must for %d %s, in both languages',
    async (code, reason, en, zh, exit) => {
      const answer = {
        status: code,
        headers: code === 503 ? { 'retry-after': '5' } : {},
        body: { ...problem(code, 'the detail'), ...(reason && { reason }) },
      };
      const english = await run(activating(answer), command);
      expect(english.stderr).toContain(en);
      expect(english.status).toBe(exit);
      const other = await run(activating(answer), command, chinese);
      expect(other.stderr).toContain(zh);
      expect(other.stderr).toContain('the detail');
      const machines = await run(activating(answer), [...command, '--json']);
      expect(JSON.parse(machines.stdout)).toMatchObject({ status: code, detail: 'the detail' });
    },
  );

  it.each([
    [['activate'], 'NAME is missing.'],
    [['activate', 'screws'], 'VERSION is missing.'],
    [['activate', 'screws', '3', '4'], 'There are too many arguments.'],
  ])('%j ends with 2 and asks nothing', async (args, words) => {
    const { stderr, status, asked } = await run(activating(), args);
    expect(stderr).toContain(words);
    expect([status, asked]).toEqual([2, []]);
  });
});
