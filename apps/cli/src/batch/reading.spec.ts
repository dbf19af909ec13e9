import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeBatches } from '../testing/fake-batches.js';
import { photographer } from '../testing/photographer.js';

const chinese = { LANG: 'zh_CN.UTF-8' };

/** How far off a moment is depends on today. */
const anyDay = (text: string) => text.replaceAll(/ \([^)]*(?:ago|in |[前后])[^)]*\)/g, '');

async function easel(args: string[], env: Record<string, string> = {}) {
  await using door = await FakeBatches.open();
  door.becomes('b1', { state: 'finished', done: 3, failed: 1, errors: { 336005: 1 } });
  door.becomes('b2', {
    ...{
      state: 'waiting',
      waits_for: 'worker',
      why: 'no worker is there',
      version: null,
      pictures: 12_345,
    },
    ...{ images_per_second: 181.6, done: 1_000, estimated_end: '2026-12-12T13:00:00Z' },
  });
  using operator = photographer(door);
  const ended = await operator.easel(['batch', ...args], { env });
  return { ...ended, stdout: anyDay(ended.stdout), door };
}

describe('easel batch list', () => {
  it('shows the newest first', async () => {
    const { stdout, status } = await easel(['list']);
    expect(stdout).toMatchInlineSnapshot(`
      "Batch  State     Pictures        Failed  Made
      b2     waiting   1,000 / 12,345  0       2026-12-12 20:00 +08:00
      b1     finished  3 / 3           1       2026-12-12 20:00 +08:00
      "
    `);
    expect(status).toBe(0);
  });

  it('does so in Chinese', async () => {
    expect((await easel(['list'], chinese)).stdout).toMatchInlineSnapshot(`
      "任务  状态    图片            失败  创建
      b2    等待中  1,000 / 12,345  0     2026-12-12 20:00 +08:00
      b1    已完成  3 / 3           1     2026-12-12 20:00 +08:00
      "
    `);
  });

  it('goes on after the last that was shown', async () => {
    const { door } = await easel(['list', '--after', 'b2']);
    expect(door.routes).toContain('GET screws?limit=50&after=b2');
  });
});

describe('easel batch status', () => {
  it('says how far one is, and why it waits', async () => {
    const { stdout, status } = await easel(['status', 'b2']);
    expect(stdout).toMatchInlineSnapshot(`
      "Batch       b2
      Deployment  screws
      Version     whichever is in service
      State       waiting: no worker is there
      Pictures    1,000 / 12,345
      Failed      0
      Speed       182/s
      Done by     2026-12-12 21:00 +08:00
      Made        2026-12-12 20:00 +08:00
      "
    `);
    expect(status).toBe(0);
  });

  it('says in Chinese why it waits', async () => {
    const { stdout } = await easel(['status', 'b2'], chinese);
    expect(stdout).toMatch(/状态 +等待中[::] *没有运行中的 batch worker/);
  });

  it('says in Chinese how many failed, by code', async () => {
    expect((await easel(['status', 'b1'], chinese)).stdout).toMatchInlineSnapshot(`
      "任务  b1
      服务  screws
      版本  3
      状态  已完成
      图片  3 / 3
      失败  1  336005 共 1 张
      创建  2026-12-12 20:00 +08:00
      "
    `);
  });

  it('of one that there is not is refused', async () => {
    const { stderr, status } = await easel(['status', 'b3']);
    expect(stderr).toBe('Easel says: there is no batch b3\n');
    expect(status).toBe(1);
  });
});

describe('easel batch', () => {
  it.each([
    ['pause', 'paused'],
    ['cancel', 'cancelled'],
  ])('%s asks for it, and shows what it is then', async (command, state) => {
    const { stdout, status, door } = await easel([command, 'b2']);
    expect(door.routes).toContain(`POST screws/b2/${command}`);
    expect(stdout).toContain(`State       ${state}`);
    expect(status).toBe(0);
  });

  it('delete takes one away', async () => {
    const { stdout, door } = await easel(['delete', 'b1']);
    expect(stdout).toBe('Batch b1 and its results are deleted.\n');
    expect([...door.batches.keys()]).toEqual(['b2']);
  });
});

describe('easel batch results', () => {
  it('goes to standard output as it is', async () => {
    const { stdout, stderr, door } = await easel(['results', 'b1', '--format', 'jsonl']);
    expect(door.routes).toContain('GET screws/b1/results?format=jsonl');
    expect(stdout).toBe(door.rows);
    expect(stderr).toBe('');
  });

  it('goes into a file in the form that its name says, and takes no other place', async () => {
    await using door = await FakeBatches.open();
    door.becomes('b1');
    using operator = photographer(door);
    const args = ['batch', 'results', 'b1', '--out', 'photos/names.jsonl'];
    const { stdout } = await operator.easel(args);
    expect(stdout).toBe('Written: photos/names.jsonl\n');
    expect(door.routes).toContain('GET screws/b1/results?format=jsonl');
    const file = join(operator.folder, 'photos/names.jsonl');
    expect(readFileSync(file, 'utf8')).toBe(door.rows);
    writeFileSync(file, 'mine');
    expect((await operator.easel(args)).status).toBe(1);
    expect(readFileSync(file, 'utf8')).toBe('mine');
  });
});
