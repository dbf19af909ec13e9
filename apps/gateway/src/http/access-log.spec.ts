import { randomBytes } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { post } from '../testing/raw-http.js';
import { Site } from '../testing/site.js';

const image = randomBytes(3000).toString('base64');
const good = post(JSON.stringify({ image }), {
  path: '/steel/ImageClassification?access_token=s3cret',
  headers: { Authorization: 'Bearer s3cret' },
});

describe('the log', () => {
  let site: Site;
  beforeEach(async () => (site = await Site.start()));
  afterEach(() => site[Symbol.asyncDispose]());

  it('has one line for each request, with its number, what came of it and how long each stage took', async () => {
    const answer = await site.speak(good);
    const logId = Number(answer.headers['x-log-id']);
    expect(await site.line((line) => line.log_id === logId)).toMatchObject({
      level: 30,
      method: 'POST',
      path: '/steel/ImageClassification',
      deployment: 'steel',
      code: 0,
      status: 200,
      bytes: good.length - good.indexOf('\r\n\r\n') - 4,
      timing: { parse: expect.any(Number), queue: 0.5, decode: 1.25, infer: 8 },
      ms: expect.any(Number),
      address: '127.0.0.1',
    });
    expect(site.inference.pictures[0]).toMatchObject({ logId });
    await site.speak(post('{}'));
    await site.line((line) => line.code === 336006);
    expect(site.lines.filter((line) => line.log_id === logId)).toHaveLength(1);
  });

  it('has one for what is no request, and for a path that is none', async () => {
    await site.speak('GARBAGE\r\n\r\n');
    await site.line((line) => line.code === 336001 && line.path === '');
    await site.speak(post('', { path: '/%ZZ' }));
    await site.line((line) => line.code === 336001 && line.path === '/%ZZ');
    expect(site.lines.filter((line) => line.code === 336001)).toHaveLength(2);
  });

  it('never holds a picture, a body, a query or a token', async () => {
    for (const request of [
      good,
      post(`{"image":"${image}`),
      post(`{"image":"${image}*"}`),
      post(`image=${image}`, { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }),
    ])
      await site.speak(request);
    await site.line((line) => line.code === 336001);
    const all = JSON.stringify(site.lines);
    expect(all).not.toContain('s3cret');
    for (let at = 0; at + 16 <= image.length; at += 16)
      expect(all).not.toContain(image.slice(at, at + 16));
  });

  it('is quiet about probes', async () => {
    await fetch(`${site.url}/healthz`);
    expect(await site.line((line) => line.path === '/healthz')).toMatchObject({ level: 20 });
  });

  it('counts for the monitor what it tells', async () => {
    await site.speak(good);
    await site.speak(post('{}'));
    await site.speak('GARBAGE\r\n\r\n');
    await site.line((line) => line.code === 336001);
    const page = await (await fetch(`${site.gateway.operators}/metrics`)).text();
    expect(page).toContain('easel_requests_total{deployment="steel",code="0"} 1\n');
    expect(page).toContain('easel_requests_total{deployment="steel",code="336006"} 1\n');
    expect(page).toContain('easel_requests_total{deployment="",code="336001"} 1\n');
    expect(page).toMatch(/easel_request_seconds_count{deployment="steel"} 2\n/);
    expect(page).toMatch(/easel_requests_in_flight 0\n/);
    expect(page).toMatch(/process_resident_memory_bytes \d/);
  });

  it('of a connection that asks a thousand times holds no warning', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error) => warnings.push(warning);
    process.on('warning', note);
    for (let asked = 0; asked < 1000; asked += 1) {
      const answer = await fetch(`${site.url}/steel/ImageClassification`, {
        method: 'POST',
        body: '{"image":"AAAA"}',
      });
      await answer.arrayBuffer();
    }
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });
});
