import type { RouteOptions } from 'fastify';
import { Registry } from 'prom-client';
import { pino } from 'pino';
import { systemClock } from '@easel/lease';
import { LogIds } from '@easel/platform';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Admission } from '../admission.js';
import { Activations } from '../deployments/activations.js';
import { Canary } from '../health/canary.js';
import { ReadinessReport } from '../health/readiness-report.js';
import { AccessLog } from '../http/access-log.js';
import { openDoor, type Door } from '../http/door.js';
import { Intake } from '../http/intake.js';
import { refuseWithProblem } from '../http/refuse.js';
import { LicenseChanges } from '../license/license-changes.js';
import { LicenseDesk } from '../license/license-desk.js';
import { GatewayMetrics } from '../metrics.js';
import { OperatorsModule } from '../operators.module.js';
import { Operator, problemOf } from '../testing/operator.js';
import { post, speak } from '../testing/raw-http.js';
import { Site } from '../testing/site.js';
import { AdminLog } from './admin-log.js';
import { Administrator } from './administrator.js';

describe('without a session', () => {
  let site: Site;
  beforeAll(async () => (site = await Site.start()));
  afterAll(() => site[Symbol.asyncDispose]());

  it('no route of the operators’ door answers but health, metrics, login and the first password', async () => {
    const { door, routes, close } = await openOperatorsDoor(site);
    const open = new Set<string>();
    for (const [method, url] of routes) {
      const path = url.replace('*', 'any/thing');
      const say = post('', { method, path, headers: { Connection: 'close' } });
      const { status } = await speak(door.url, say, { head: method === 'HEAD' });
      if (status !== 401) open.add(`${method} ${url}`);
    }
    await close();
    expect([...open].sort()).toEqual([
      'GET /healthz',
      'GET /metrics',
      'GET /readyz',
      'HEAD /healthz',
      'HEAD /metrics',
      'HEAD /readyz',
      'POST /admin/v1/first-password',
      'POST /admin/v1/login',
    ]);
    expect(routes.length).toBeGreaterThan(80); // among them every method of whatever is no route
    expect(routes).toContainEqual(['PUT', '/admin/v1/license']);
    expect(routes).toContainEqual(['POST', '/admin/v1/deployments/:name/activate']);
    expect(routes).toContainEqual(['LINK', '/admin/*']);
  });

  it.each([
    '/admin/v1/license',
    '/admin/v1/license/',
    '//admin//v1//license',
    '/%61dmin/v1/license',
    '/admin/v1/licens%65',
    '/admin%2Fv1%2Flicense',
    '/ADMIN/V1/LICENSE',
    '/admin/v1/./license',
    '/admin/v1/login/../license',
    '/healthz/../admin/v1/license',
    '/healthz/../../admin/v1/license',
    '/admin/v1/login/%2e%2e/license',
    '/admin/v1/license;login',
    '/admin/v1/license?/admin/v1/login',
    '/admin/v1/license%00',
    '/admin/v1/license%20',
    '\\admin\\v1\\license',
    'http://easel.test/admin/v1/license',
    '/admin',
    '/admin/',
    '/admin/v1/deployments',
    '/admin/v2/license',
  ])('%s gives nothing away', async (path) => {
    for (const method of ['GET', 'PUT', 'POST', 'HEAD', 'OPTIONS', 'LINK']) {
      const say = post('', { method, path, headers: { Connection: 'close' } });
      const answer = await speak(site.gateway.operators, say, { head: method === 'HEAD' });
      expect([method, answer.status]).toEqual([method, expect.toBeOneOf([400, 401, 404])]);
      expect(answer.text).not.toContain('lic-7');
    }
    expect(site.licensing.installs).toEqual([]);
  });

  it('the callers’ door has none of these routes, with one neither', async () => {
    const operator = await Operator.admitted(site);
    const headers = { Authorization: `Bearer ${operator.token}` };
    for (const line of [
      'POST /admin/v1/login',
      'POST /admin/v1/first-password',
      'GET /admin/v1/license',
      'PUT /admin/v1/license',
      'GET /metrics',
    ]) {
      const [method = '', path = ''] = line.split(' ');
      const answer = await site.speak(post('{}', { method, path, headers }));
      // By these words `easel` tells that it asks the wrong door.
      expect(JSON.parse(answer.text)).toMatchObject({ status: 404, detail: `Cannot ${line}` });
    }
  });
});

describe('with a session', () => {
  it('what is no route is told so, and a wrong method which ones are right', async () => {
    await using site = await Site.start();
    const operator = await Operator.admitted(site);
    expect(problemOf(await operator.ask('GET /admin/v1/batches')).status).toBe(404);
    const wrong = await operator.ask('DELETE /admin/v1/license');
    expect(problemOf(wrong)).toMatchObject({
      status: 405,
      detail: 'the method is DELETE, it must be GET or PUT',
    });
    expect(wrong.headers.get('allow')).toBe('GET, HEAD, PUT');
    expect((await operator.ask('GET /admin/v1/login')).headers.get('allow')).toBe('POST');
  });
});

/** As the gateway opens it, with an eye on what is registered. */
async function openOperatorsDoor(site: Site) {
  const routes: [method: string, url: string][] = [];
  const log = pino({ level: 'silent' });
  const registry = new Registry();
  const logIds = new LogIds(9);
  const licenseDesk = new LicenseDesk(site.licensing.address);
  const { client, lease } = site;
  const { deployments } = client;
  const canary = new Canary(client, logIds, 60_000);
  const adminLog = new AdminLog(log);
  const metrics = new GatewayMetrics(registry, new Admission({ requests: 1, bytes: 1 }));
  const door: Door = await openDoor({
    module: OperatorsModule.of({
      registry,
      readiness: new ReadinessReport({ edition: 'development', lease, deployments, canary }),
      administrator: Administrator.open({ home: site.home, clock: systemClock, log: adminLog }),
      deployments,
      activations: new Activations({ inference: client, log: adminLog }),
      licenseDesk,
      licenseChanges: new LicenseChanges({ desk: licenseDesk, deployments, log: adminLog }),
      intake: new Intake(1000),
    }),
    pages: (fastify) => {
      fastify.addHook('onRoute', ({ method, url }: RouteOptions) => {
        for (const each of [method].flat()) routes.push([each, url]);
      });
    },
    listen: { host: '127.0.0.1', port: 0 },
    wire: { tls: undefined, connections: 100, stallMs: 1000, uploadMs: 1000, keepAliveMs: 1000 },
    closeMs: 1000,
    refuse: refuseWithProblem,
    meansClassify: () => false,
    leaving: () => false,
    logIds,
    accessLog: new AccessLog(log, metrics),
    log,
  });
  const close = async () => {
    await door.close();
    canary.close();
    licenseDesk.close();
  };
  return { door, routes, close };
}
