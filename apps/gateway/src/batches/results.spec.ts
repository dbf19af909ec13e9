import { CHUNK } from '@easel/jobs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchCaller, images, refusalOf } from '../testing/batch-caller.js';
import { Site } from '../testing/site.js';

let site: Site;
let caller: BatchCaller;
beforeAll(async () => {
  site = await Site.start({ EASEL_REDIS_URL: 'unix:///nonexistent/redis.sock' });
  caller = new BatchCaller(site);
});
afterAll(() => site[Symbol.asyncDispose]());

const lines = (text: string) => text.trim().split('\n');

describe('the results of a batch', () => {
  it('are JSON lines in the order of the pictures, scores with seven digits, as far as they are there', async () => {
    const ids = Array.from({ length: 2 * CHUNK + 1 }, (_, at) => `p${at}`);
    const { id } = await caller.made(images(...ids));
    const none = await caller.ask(`GET /${id}/results`);
    expect([none.status, none.text, none.headers.get('x-easel-complete')]).toEqual([
      200,
      '',
      'false',
    ]);
    await caller.work(id, 2);
    await caller.work(id, 1);
    const some = await caller.ask(`GET /${id}/results`);
    expect(some.headers.get('content-type')).toBe('application/x-ndjson; charset=utf-8');
    expect(some.headers.get('x-easel-complete')).toBe('false');
    const told = lines(some.text).map((line) => (JSON.parse(line) as { id: string }).id);
    expect(told).toEqual(ids.slice(CHUNK));
    await caller.work(id, 0, (row) => ({
      id: row,
      error_code: 336005,
      error_msg: '图片解码失败: x',
    }));
    const all = await caller.ask(`GET /${id}/results?format=jsonl`);
    expect(all.headers.get('x-easel-complete')).toBe('true');
    expect(lines(all.text)).toHaveLength(ids.length);
    expect(lines(all.text)[0]).toBe(
      '{"id":"p0","error_code":336005,"error_msg":"图片解码失败: x"}',
    );
    expect(lines(all.text)[CHUNK]).toBe(
      '{"id":"p50","results":[{"name":"划痕, \\"deep\\"","score":0.9318856}]}',
    );
  });

  it('are CSV that no spreadsheet runs, with as many names as the longest row has', async () => {
    const { id } = await caller.made(images('=cmd()', 'a "b",c\nd', '@x'));
    await caller.work(id, 0, (row, at) =>
      at === 2
        ? { id: row, error_code: 336004, error_msg: '输入文件大小不合法: 5, at most 4' }
        : {
            id: row,
            results: [
              { name: '-1+1', score: 0.9318856000900269 },
              { name: 'ok', score: 1e-7 },
            ].slice(0, at + 1),
          },
    );
    const { headers, text } = await caller.ask(`GET /${id}/results?format=csv`);
    expect(headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(headers.get('x-easel-complete')).toBe('true');
    expect(text).toBe(
      [
        'id,error_code,error_msg,name_1,score_1,name_2,score_2',
        "'=cmd(),,,'-1+1,0.9318856,,",
        '"a ""b"",c\nd",,,\'-1+1,0.9318856,ok,1e-7',
        '\'@x,336004,"输入文件大小不合法: 5, at most 4",,,,',
        '',
      ].join('\r\n'),
    );
  });

  it('come in no other form', async () => {
    const { id } = await caller.made(images('a'));
    expect(refusalOf(await caller.ask(`GET /${id}/results?format=xml`)).status).toBe(400);
    expect(refusalOf(await caller.ask('GET /none/results')).status).toBe(404);
  });
});
