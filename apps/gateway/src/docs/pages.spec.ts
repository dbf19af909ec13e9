import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemSchema } from '@easel/contract';
import { post, speak } from '../testing/raw-http.js';
import { Site } from '../testing/site.js';

const BATCHES = '/steel/ImageClassification/batches';

describe('the pages', () => {
  let site: Site;
  beforeAll(async () => (site = await Site.start()));
  afterAll(() => site[Symbol.asyncDispose]());

  it('/docs shows the document of /openapi.json', async () => {
    const document = await (await fetch(`${site.url}/openapi.json`)).json();
    expect(document).toMatchObject({ openapi: '3.1.1', info: { title: 'Easel' } });
    expect(await (await fetch(`${site.url}/docs/json`)).json()).toEqual(document);
  });

  it('/docs loads what it needs, and nothing from elsewhere', async () => {
    for (const path of ['/docs', '/docs/']) {
      const page = await fetch(site.url + path);
      const html = await page.text();
      const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
      expect(links.length).toBeGreaterThan(3);
      for (const link of links) {
        const asset = await fetch(new URL(link, page.url));
        expect([link, asset.status]).toEqual([link, 200]);
        expect(new URL(asset.url).origin).toBe(site.url);
        await asset.body?.cancel();
      }
      expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'self';/);
    }
  });

  it('elsewhere there are statuses and problem details, at both doors', async () => {
    for (const url of [site.url, site.gateway.operators])
      for (const [path, status] of [
        ['/nope', 404],
        ['/docs/static/nope', 404],
        ['/metrics/nope', 404],
      ] as const) {
        const answer = await fetch(url + path);
        expect([path, answer.status]).toEqual([path, status]);
        expect(answer.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
        const problem = problemSchema.parse(await answer.json());
        expect(problem).toMatchObject({ status, title: 'Not Found' });
        expect(answer.headers.get('x-log-id')).toBe(String(problem.log_id));
      }
  });

  it('are for reading: another method is told so', async () => {
    for (const [url, path] of [
      [site.url, '/healthz'],
      [site.url, '/openapi.json'],
      [site.url, '/docs'],
      [site.gateway.operators, '/metrics'],
    ] as const) {
      const answer = await fetch(url + path, { method: 'POST', body: '{}' });
      expect(answer.status).toBe(405);
      expect(answer.headers.get('allow')).toBe('GET, HEAD');
      expect(problemSchema.parse(await answer.json())).toMatchObject({
        detail: 'the method is POST, it must be GET',
      });
      expect((await fetch(url + path, { method: 'HEAD' })).status).toBe(200);
    }
    expect((await fetch(`${site.url}/healthz/x`, { method: 'POST' })).status).toBe(404);
  });

  it('the operators do not classify, and do not speak EasyDL, whatever they are sent', async () => {
    const { operators } = site.gateway;
    for (const [say, status] of [
      [post('{"image":"AAAA"}'), 404],
      [post('', { path: '/%ZZ' }), 400],
      ['GARBAGE\r\n\r\n', 400],
    ] as const) {
      const answer = await speak(operators, say);
      expect(answer.status).toBe(status);
      expect(answer.headers['content-type']).toBe('application/problem+json; charset=utf-8');
      expect(JSON.parse(answer.text)).toMatchObject({ status });
    }
    // By these words `easel` tells that it asks the wrong door.
    const batches = await speak(operators, post('', { method: 'GET', path: BATCHES }));
    expect(JSON.parse(batches.text)).toMatchObject({ detail: `Cannot GET ${BATCHES}` });
  });

  it('their malformed requests get a status too', async () => {
    const answer = await site.speak('GET /healthz HTTP/1.1\r\nNonsense\r\n\r\n');
    expect(answer.status).toBe(400);
    expect(JSON.parse(answer.text)).toMatchObject({ status: 400, title: 'Bad Request' });
  });
});

describe('a gateway that is told to use statuses', () => {
  it.for([
    ['{}', 400, 336006],
    ['?', 400, 336002],
    ['{"image":"*"}', 400, 336003],
    [`{"image":"${'A'.repeat(4 * 1024 * 1024 + 4)}"}`, 413, 336004],
  ] as const)('answers %.9s with %d', async ([body, status, code]) => {
    await using site = await Site.start({ EASEL_HTTP_STATUS: 'semantic' });
    const answer = await site.speak(post(body));
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.text)).toMatchObject({ error_code: code });
  });

  it('does so for malformed HTTP, a missing licence and an inference out of reach', async () => {
    await using site = await Site.start({ EASEL_HTTP_STATUS: 'semantic' });
    const good = post('{"image":"AAAA"}');
    expect((await site.speak('GARBAGE\r\n\r\n')).status).toBe(400);
    site.lease.refusal = 'expired on 2026-01-01';
    expect((await site.speak(good)).status).toBe(403);
    site.lease.refusal = undefined;
    expect((await site.speak(good)).status).toBe(200);
    const gone = new Promise<void>((resolve) => site.client.deployments.onChange(resolve));
    site.inference.kill();
    await gone;
    expect((await site.speak(good)).status).toBe(503);
  });
});
