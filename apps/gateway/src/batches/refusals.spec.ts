import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BatchCaller, images, refusalOf } from '../testing/batch-caller.js';
import { Site } from '../testing/site.js';

let site: Site;
let caller: BatchCaller;
beforeAll(async () => {
  // Nobody is there: making a batch needs no Redis.
  site = await Site.start({ EASEL_REDIS_URL: 'unix:///nonexistent/redis.sock' });
  caller = new BatchCaller(site);
});
afterAll(() => site[Symbol.asyncDispose]());

const left = () => readdirSync(join(site.home, 'batches'), { recursive: true });
const image = Buffer.from('x').toString('base64');

const refusals: { title: string; body: unknown; query?: string; says: [number, RegExp] }[] = [
  { title: 'an empty body', body: Buffer.alloc(0), says: [422, /empty/] },
  { title: 'white space', body: Buffer.from(' \n'), says: [422, /not a zip, tar or tar\.gz/] },
  { title: 'a picture', body: Buffer.from('\xFF\xD8\xFF', 'latin1'), says: [422, /not a zip/] },
  { title: 'JSON that is none', body: Buffer.from('{"images":'), says: [400, /not JSON/] },
  { title: 'JSON that is not UTF-8', body: Buffer.from('{"\xFF', 'latin1'), says: [400, /UTF-8/] },
  { title: 'an array', body: [], says: [400, /does not fit/] },
  { title: 'an object of nothing', body: {}, says: [400, /images: .*it takes/] },
  { title: 'no images', body: { images: [] }, says: [422, /images is empty/] },
  { title: 'both ways at once', body: { folder: '/a', ...images('a') }, says: [400, /folder/] },
  { title: 'an image without id', body: { images: [{ image }] }, says: [400, /images\.0\.id/] },
  { title: 'an id twice', body: images('a', 'b', 'a'), says: [422, /two images have the id "a"/] },
  { title: 'a folder where none may be', body: { folder: '/etc' }, says: [422, /IMPORT_ROOTS/] },
  { title: 'top_num=0', body: images('a'), query: '?top_num=0', says: [400, /top_num/] },
  { title: 'a misspelt option', body: images('a'), query: '?topnum=1', says: [400, /topnum/] },
  {
    title: 'a version that there is not',
    body: images('a'),
    query: '?version=9',
    says: [422, /there is no version 9; there are 1/],
  },
  {
    title: 'JSON that is too long',
    body: { images: [{ id: 'a', image: 'A'.repeat(8 * 1024 * 1024) }] },
    says: [413, /JSON of over 8388608 bytes/],
  },
];

describe('what is no batch', () => {
  it.each(refusals)('is refused as a problem: $title', async ({ body, query = '', says }) => {
    const problem = refusalOf(await caller.create(body, { query }));
    expect(problem.status).toBe(says[0]);
    expect(problem.detail).toMatch(says[1]);
    expect(left()).toEqual([]);
  });

  it('is refused before its body is read where the deployment or the licence is wrong', async () => {
    const nowhere = await site.speak(
      'POST /marble/ImageClassification/batches HTTP/1.1\r\nContent-Length: 9999999999\r\nExpect: 100-continue\r\n\r\n',
    );
    expect([nowhere.status, nowhere.interim]).toEqual([404, []]);
    expect(nowhere.text).toMatch(/no deployment is called.*deployed: steel, tiles/);
    site.lease.refusal = 'expired on 2026-11-01';
    const refused = await site.speak(
      'POST /steel/ImageClassification/batches HTTP/1.1\r\nContent-Length: 9999999999\r\nExpect: 100-continue\r\n\r\n',
    );
    site.lease.refusal = undefined;
    expect([refused.status, refused.interim]).toEqual([403, []]);
    expect(refused.text).toMatch(/expired on 2026-11-01/);
  });

  it.each([
    ['PUT ', 'GET, HEAD, POST'],
    ['PATCH /x', 'DELETE, GET, HEAD'],
    ['DELETE /x/results', 'GET, HEAD'],
    ['PUT /x/pause', 'POST'],
  ])('is told which methods there are: %s', async (what, allowed) => {
    const answer = await caller.ask(what);
    expect(refusalOf(answer).status).toBe(405);
    expect(answer.headers.get('allow')?.split(', ').sort().join(', ')).toBe(allowed);
  });

  it.each(['', 'x'.repeat(201)])('takes no Idempotency-Key of %j', async (key) => {
    const answer = await caller.create(images('a'), { headers: { 'idempotency-key': key } });
    expect(refusalOf(answer).detail).toBe('Idempotency-Key takes 1 to 200 characters');
  });

  it('keeps a bad picture among good ones, as a row that is known already', async () => {
    const body = {
      images: [...images('a').images, { id: 'b', image: 'data:image/png;base64,AA' }],
    };
    const { id } = await caller.made(body);
    expect(caller.onDisk(id).pictures(0)).toEqual([
      { id: 'a', file: '00000000' },
      {
        ...{ id: 'b', file: '' },
        error: {
          code: 336003,
          msg: expect.stringMatching(/^Base64解码失败: a data-URI/) as string,
        },
      },
    ]);
  });
});

describe('a gateway without Redis', () => {
  it('answers every batch route with how to get it, and classifies', async () => {
    await using bare = await Site.start();
    const caller = new BatchCaller(bare);
    for (const what of [
      'POST ',
      'GET ',
      'GET /x',
      'GET /x/results',
      'POST /x/pause',
      'DELETE /x',
    ]) {
      const problem = refusalOf(await caller.ask(what));
      expect([what, problem.status]).toEqual([what, 503]);
      expect(problem.detail).toMatch(/npm start.*redis-server.*docker-compose/);
    }
    const answer = await bare.speak(
      `POST /steel/ImageClassification HTTP/1.1\r\nContent-Length: ${JSON.stringify({ image }).length}\r\n\r\n${JSON.stringify({ image })}`,
    );
    expect(answer.text).toContain('results');
  });
});
