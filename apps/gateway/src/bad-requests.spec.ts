import { catalogue } from '@easel/errors';
import { classifyErrorSchema } from '@easel/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { badBodies } from './testing/bad-bodies.js';
import { badHttp } from './testing/bad-http.js';
import { badSenders } from './testing/bad-senders.js';
import { post, speak } from './testing/raw-http.js';
import { Site } from './testing/site.js';

const good = post('{"image":"aGVsbG8="}');

describe('a caller who got it wrong', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.start({ EASEL_STALL_MS: '1500' });
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const table = [...badHttp, ...badSenders, ...badBodies];

  it('has at least 60 ways to do so in this table', () => {
    expect(new Set(table.map((each) => each.title)).size).toBeGreaterThanOrEqual(60);
    expect(new Set(table.map((each) => each.title)).size).toBe(table.length);
  });

  it.for(table)('reads $code after $title', async ({ say, code, says, head }) => {
    const answer = await speak(site.url, say, { head: head === true });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['server-timing']).toMatch(/^parse;dur=\d/);
    if (head !== true) {
      const body = classifyErrorSchema.parse(JSON.parse(answer.text));
      expect(body).toMatchObject({ error_code: code });
      expect(body.error_msg.startsWith(`${catalogue[code].msg}: `)).toBe(true);
      expect(body.error_msg).toMatch(says);
      expect(answer.headers['x-log-id']).toBe(String(body.log_id));
      expect(Object.keys(JSON.parse(answer.text) as object)).toEqual([
        'error_code',
        'error_msg',
        'log_id',
      ]);
    }
    expect(answer.headers['x-log-id']).toMatch(/^\d+$/);
    expect((await site.speak(good)).text).toMatch(/^{"log_id":\d+,"results":\[{"name":"划痕/);
  });
});
