import { gzipSync } from 'node:zlib';
import { EaselClient } from '@easel/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { classifyHead as head, Line, post } from './testing/raw-http.js';
import { Site } from './testing/site.js';

const photo = Buffer.from('not really a photo');
const body = JSON.stringify({ image: photo.toString('base64'), top_num: 2 });
const withHeaders = (headers: Record<string, string>) => post(body, { headers });
const requests: { title: string; bytes: Buffer | string; topNum?: number }[] = [
  { title: 'application/json', bytes: post(body) },
  { title: 'no Content-Type', bytes: withHeaders({ 'Content-Type': '' }) },
  { title: 'a misspelt Content-Type', bytes: withHeaders({ 'Content-Type': 'aplication-json' }) },
  { title: 'a Content-Type that is garbage', bytes: withHeaders({ 'Content-Type': '"";;=/' }) },
  {
    title: "PHP's form Content-Type",
    bytes: withHeaders({ 'Content-Type': 'application/x-www-form-urlencoded' }),
  },
  {
    title: 'a multipart Content-Type',
    bytes: withHeaders({ 'Content-Type': 'multipart/form-data' }),
  },
  { title: 'charset=GBK', bytes: withHeaders({ 'Content-Type': 'application/json; charset=GBK' }) },
  { title: "the Java SDK's Content-Encoding", bytes: withHeaders({ 'Content-Encoding': 'UTF8' }) },
  { title: 'a byte order mark', bytes: post(`\uFEFF${body}`) },
  { title: 'white space around the JSON', bytes: post(` \r\n${body}\n `) },
  {
    title: 'a form type and white space',
    bytes: post(`\uFEFF${'\n'.repeat(1000)}${body}`, {
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    }),
  },
  { title: 'gzip', bytes: post(gzipSync(body), { headers: { 'Content-Encoding': 'gzip' } }) },
  { title: 'x-gzip', bytes: post(gzipSync(body), { headers: { 'Content-Encoding': ' X-GZIP' } }) },
  {
    title: 'gzip in a list of codings',
    bytes: post(gzipSync(body), { headers: { 'Content-Encoding': 'identity, GZIP' } }),
  },
  {
    title: 'gzip in a header of its own',
    bytes: post(gzipSync(body), {
      headers: { 'Content-Encoding': 'UTF8', 'content-encoding': 'gzip' },
    }),
  },
  { title: 'a trailing slash', bytes: post(body, { path: '/steel/ImageClassification/' }) },
  { title: 'a slash too many', bytes: post(body, { path: '//steel/ImageClassification' }) },
  { title: 'an escaped name', bytes: post(body, { path: '/%73teel/ImageClassification' }) },
  {
    title: 'an access token',
    bytes: post(body, { path: '/steel/ImageClassification?access_token=1&top_num=9' }),
  },
  {
    title: 'a query of 20 kB',
    bytes: post(body, { path: `/steel/ImageClassification?q=${'x'.repeat(20_000)}` }),
  },
  {
    title: 'the address in the request line',
    bytes: post(body, { path: 'http://easel.test/steel/ImageClassification' }),
  },
  {
    title: "an offer to upgrade, as Java's client makes",
    bytes: withHeaders({
      Connection: 'Upgrade, HTTP2-Settings',
      Upgrade: 'h2c',
      'HTTP2-Settings': 'AAEAAEAAAAIAAAAB',
    }),
  },
  { title: 'no Host', bytes: withHeaders({ Host: '' }) },
  { title: 'HTTP/1.0', bytes: Buffer.from(post(body).toString().replace('HTTP/1.1', 'HTTP/1.0')) },
  { title: 'an expectation beside the point', bytes: withHeaders({ Expect: 'miracles' }) },
  {
    title: 'chunks',
    bytes: `${head('Transfer-Encoding: chunked')}${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`,
  },
  { title: 'top_num as digits', bytes: post(body.replace('2}', '"2"}')) },
  { title: 'no top_num', bytes: post(body.replace(',"top_num":2', '')), topNum: 6 },
  { title: 'top_num: null', bytes: post(body.replace('2}', 'null}')), topNum: 6 },
  { title: 'top_num: 1e3', bytes: post(body.replace('2}', '1e3}')), topNum: 1000 },
  {
    title: 'top_num: 2^60',
    bytes: post(body.replace('2}', '1152921504606846976}')),
    topNum: 0xffff_ffff,
  },
  {
    title: 'fields nobody asked for',
    bytes: post(body.replace('{', '{"__proto__":{"image":1},"x":[[]],')),
  },
  { title: 'image twice, the last one good', bytes: post(body.replace('{', '{"image":7,')) },
  {
    title: 'a JPEG as it is',
    bytes: post(photo, {
      path: '/steel/ImageClassification?top_num=2',
      headers: { 'Content-Type': 'image/jpeg' },
    }),
  },
  {
    title: 'a JPEG as it is, and a query with a question mark',
    bytes: post(photo, {
      path: '/steel/ImageClassification?a=x?y&top_num=2',
      headers: { 'Content-Type': 'image/jpeg' },
    }),
  },
  {
    title: 'a gzipped BMP as it is',
    bytes: post(gzipSync(photo), {
      headers: { 'Content-Type': 'image/bmp', 'Content-Encoding': 'gzip' },
    }),
    topNum: 6,
  },
];

describe('a caller who got it right', () => {
  let site: Site;
  beforeAll(async () => (site = await Site.start()));
  afterAll(() => site[Symbol.asyncDispose]());

  it.for(requests)('is answered with $title', async ({ bytes, topNum = 2 }) => {
    const answer = await site.speak(bytes);
    const asked = site.inference.pictures.at(-1)!;
    expect(asked).toMatchObject({ deployment: 'steel', image: photo, topNum });
    expect(answer.status).toBe(200);
    expect(answer.headers['content-type']).toBe('application/json; charset=utf-8');
    expect(answer.headers['x-log-id']).toBe(String(asked.logId));
    expect(answer.headers['server-timing']).toMatch(
      /^parse;dur=[\d.]+, queue;dur=0.50, decode;dur=1.25, infer;dur=8.00$/,
    );
    expect(answer.text).toBe(
      `{"log_id":${asked.logId},"results":[{"name":"划痕, \\"deep\\"","score":0.9318856},{"name":"intact","score":0.05}]}`,
    );
  });

  it('is let send a body that waits to be let, and answered', async () => {
    await using line = await Line.open(site.url);
    const answer = line.read();
    await line.say(head(`Content-Length: ${body.length}`, 'Expect: 100-continue'));
    await line.interim(100);
    await line.say(body);
    expect(await answer).toMatchObject({ status: 200, interim: [100] });
  });

  it('may ask again and again over one connection, without waiting for each answer', async () => {
    await using line = await Line.open(site.url);
    await line.say(Buffer.concat([post(body), post('{}'), post(body)]));
    const answers = [await line.read(), await line.read(), await line.read()];
    expect(answers.map(({ text }) => /results|336006/.exec(text)?.[0])).toEqual([
      'results',
      '336006',
      'results',
    ]);
  });

  it('gets its answer before the refusal of the garbage that follows', async () => {
    await using line = await Line.open(site.url);
    await line.say(Buffer.concat([post(body), Buffer.from('GARBAGE\r\n\r\n')]));
    expect((await line.read()).text).toMatch(/results/);
    expect((await line.read()).text).toMatch(/336001/);
    await line.closed();
  });

  it('gets one answer to one request, though the body of it never ends', async () => {
    await using line = await Line.open(site.url);
    await line.say((socket) =>
      socket.end('GET /healthz HTTP/1.1\r\nHost: easel.test\r\nContent-Length: 10\r\n\r\nabc'),
    );
    expect((await line.read()).text).toBe('{"status":"ok"}');
    await expect(line.read()).rejects.toThrow('closed without an answer');
  });

  it('may use the client, with bytes or base64', async () => {
    const client = new EaselClient(`${site.url}/`);
    const bytes = Uint8Array.from({ length: 200_000 }, (_, index) => index % 256);
    expect(await client.classify('steel', bytes, 3)).toHaveProperty('results');
    expect(site.inference.pictures.at(-1)).toMatchObject({ image: Buffer.from(bytes), topNum: 3 });
    expect(await client.classify('steel', 'AAAA')).toHaveProperty('results');
    expect(site.inference.pictures.at(-1)).toMatchObject({ topNum: 6 });
    expect(await client.classify('nobody', 'AAAA')).toMatchObject({ error_code: 336001 });
    expect(await client.health()).toEqual({ status: 'ok' });
    expect(await client.ready()).toMatchObject({ edition: 'development' });
  });
});
