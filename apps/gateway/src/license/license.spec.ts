import { randomBytes } from 'node:crypto';
import { inference } from '@easel/rpc';
import { LONGEST_LICENSE_FILE } from '@easel/license';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serving } from '../testing/fake-inference.js';
import { change, pages } from '../testing/fake-license-desk.js';
import { Operator, problemOf } from '../testing/operator.js';
import { Line, post } from '../testing/raw-http.js';
import { Site } from '../testing/site.js';

const file = Buffer.from('header.payload.signature\r\n');

describe('an operator', () => {
  let site: Site;
  let operator: Operator;
  beforeEach(async () => {
    site = await Site.start({ EASEL_STALL_MS: '200' });
    operator = await Operator.admitted(site);
  });
  afterEach(() => site[Symbol.asyncDispose]());

  it.each([
    ['/admin/v1/license', pages.status],
    ['/admin/v1/license/request', pages.request],
    ['/admin/v1/license/what-if', pages.whatIf],
    ['/admin/v1/license/history', pages.history],
  ])('reads %s as licensing says it', async (path, page) => {
    const answer = await operator.ask(`GET ${path}`);
    expect(answer).toMatchObject({ status: 200, body: page });
    expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
  });

  it('hands in a licence, byte by byte as the file is, with what is in service and who asks', async () => {
    const failed = inference.DeploymentState.DEPLOYMENT_STATE_FAILED;
    const known = new Promise<void>((resolve) => site.client.deployments.onChange(resolve));
    site.inference.deploy(serving('steel'), { ...serving('tiles', ''), state: failed });
    await known;
    const odd = Buffer.concat([file, randomBytes(300)]);
    expect(await operator.ask('PUT /admin/v1/license', odd)).toMatchObject({
      status: 200,
      body: change(),
    });
    expect(site.licensing.installs).toEqual([
      {
        file: odd,
        dryRun: false,
        // One that fails today is wanted in service all the same.
        terms: { serving: ['steel', 'tiles'], mayDrop: false, actor: 'admin from 127.0.0.1' },
      },
    ]);
    expect(await site.line(({ msg }) => msg === 'licence handed in')).toMatchObject({
      actor: 'admin from 127.0.0.1',
      outcome: 'installed',
      jti: 'lic-7',
    });
  });

  it.each(['queued', 'kept', 'unchanged'] as const)(
    'hears with 200 that a licence is %s',
    async (outcome) => {
      site.licensing.change = change({ outcome });
      const answer = await operator.ask('PUT /admin/v1/license', file);
      expect(answer).toMatchObject({ status: 200, body: { outcome } });
    },
  );

  it.each([
    ['refused', 422],
    ['would_drop', 409],
  ] as const)(
    'hears why one is %s with %d, and all that would have changed',
    async (outcome, status) => {
      const result = change({
        outcome,
        dropped: ['steel'],
        reason: { en: 'it is for bolts', zh: '仅限 bolts' },
      });
      site.licensing.change = result;
      for (const answer of [
        await operator.ask('PUT /admin/v1/license', file),
        await operator.ask('POST /admin/v1/license/restore', {}),
      ])
        expect(problemOf(answer)).toMatchObject({ status, detail: 'it is for bolts', result });
      const dry = await operator.ask('POST /admin/v1/license/inspect', file);
      expect(dry).toMatchObject({ status: 200, body: { ...result, dry_run: true } });
    },
  );

  it('looks into a licence without handing it in', async () => {
    await operator.ask('POST /admin/v1/license/inspect', file);
    expect(site.licensing.installs).toMatchObject([{ file, dryRun: true }]);
  });

  it('may say that a deployment loses its licence, in so many words', async () => {
    await operator.ask('PUT /admin/v1/license?may_drop=true', file);
    await operator.ask('POST /admin/v1/license/restore', { jti: 'lic-6', may_drop: true });
    await operator.ask('POST /admin/v1/license/restore', {});
    expect(site.licensing.installs).toMatchObject([{ terms: { mayDrop: true } }]);
    expect(site.licensing.restores).toMatchObject([
      { jti: 'lic-6', terms: { mayDrop: true, serving: ['steel', 'tiles'] } },
      { jti: '', terms: { mayDrop: false } },
    ]);
    const maybe = await operator.ask('PUT /admin/v1/license?may_drop=1', file);
    expect(problemOf(maybe)).toMatchObject({ status: 400, detail: 'may_drop takes true or false' });
    expect(site.licensing.installs).toHaveLength(1);
  });

  it('hands in nothing that is too long for a licence, and nothing that does not come to its end', async () => {
    const most = Buffer.alloc(LONGEST_LICENSE_FILE, 'a');
    expect((await operator.ask('PUT /admin/v1/license', most)).status).toBe(200);
    const over = await operator.ask('PUT /admin/v1/license', Buffer.concat([most, file]));
    expect(problemOf(over)).toMatchObject({
      status: 413,
      detail: `the body has ${most.length + file.length} bytes, at most ${most.length}`,
    });
    await using line = await Line.open(site.gateway.operators);
    const headers = { Authorization: `Bearer ${operator.token}`, 'Content-Length': '500' };
    await line.say(post(file, { method: 'PUT', path: '/admin/v1/license', headers }));
    const stalled = await line.read();
    expect(stalled.status).toBe(400);
    expect(stalled.text).toContain('nothing more came for 0.2 s');
    expect(site.licensing.installs).toHaveLength(1);
  });

  it('hears that licensing is out of reach, and when to try again; then it is back', async () => {
    site.licensing.kill();
    for (const ask of ['GET /admin/v1/license', 'PUT /admin/v1/license'] as const) {
      const answer = await operator.ask(ask, ask.startsWith('PUT') ? file : undefined);
      expect(problemOf(answer)).toMatchObject({
        status: 503,
        detail: 'licensing is out of reach, try again in 1 s',
      });
      expect(answer.headers.get('retry-after')).toBe('1');
    }
    await site.licensing.listen();
    await site.eventually(
      () => operator.ask('GET /admin/v1/license'),
      ({ status }) => status === 200,
    );
  });

  it('hears nothing of a licensing that answers nonsense, but that it does', async () => {
    site.licensing.change = { outcome: 'maybe' } as never;
    const answer = await operator.ask('PUT /admin/v1/license', file);
    expect(problemOf(answer).status).toBe(500);
    expect(JSON.stringify(answer.body)).not.toContain('maybe');
    await site.line(({ level, path }) => level === 50 && path === '/admin/v1/license');
  });
});
