import { once } from 'node:events';
import { readinessSchema, type Readiness } from '@easel/contract';
import { EaselError } from '@easel/errors';
import { inference, type SentPicture } from '@easel/rpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serving } from '../testing/fake-inference.js';
import { Site } from '../testing/site.js';

describe('readiness', () => {
  let site: Site;
  beforeEach(async () => (site = await Site.start({ EASEL_CANARY_MS: '50' })));
  afterEach(() => site[Symbol.asyncDispose]());

  const read = async (): Promise<Readiness & { status: number }> => {
    const answer = await fetch(`${site.url}/readyz`);
    return { status: answer.status, ...readinessSchema.parse(await answer.json()) };
  };
  const until = (wanted: (report: Readiness) => boolean) => site.eventually(read, wanted);

  it('is there once every deployment has classified the built-in picture', async () => {
    const report = await until(({ ready }) => ready);
    expect(report).toMatchObject({
      status: 200,
      edition: 'development',
      license: { in_force: true, licensee: 'Test', kind: 'permanent', expires: null },
      deployments: [
        { name: 'steel', version: '1', state: 'serving', canary: { ok: true } },
        { name: 'tiles', version: '1', state: 'serving', canary: { ok: true } },
      ],
      reasons: [],
    });
    expect(await (await fetch(`${site.gateway.operators}/readyz`)).json()).toHaveProperty(
      'ready',
      true,
    );
  });

  it('ends with the licence, and says why', async () => {
    site.lease.refusal = 'expired on 2026-01-01';
    const report = await until(({ license }) => !license.in_force);
    expect(report.status).toBe(503);
    expect(report.reasons).toContain('no licence in force: expired on 2026-01-01');
    expect((await fetch(`${site.url}/healthz`)).status).toBe(200);
  });

  it('outlasts a canary that was shed, but not canaries that fail on and on', async () => {
    await until(({ ready }) => ready);
    site.inference.verdict = () => EaselError.unavailable('the queue is full', 1);
    const first = await until(({ deployments }) => deployments.every(({ canary }) => !canary?.ok));
    const later = await until(({ ready }) => !ready);
    expect(first.deployments).toHaveLength(2);
    expect(later.reasons[0]).toMatch(/^steel fails the canary: .*the queue is full/);
  });

  it('ends while inference is gone, and returns with it', async () => {
    await until(({ ready }) => ready);
    site.inference.kill();
    const gone = await until(({ ready }) => !ready);
    expect(gone.reasons).toContain('inference is out of reach');
    expect(gone.deployments).toMatchObject([{ state: 'unknown' }, { state: 'unknown' }]);
    await site.inference.listen();
    await until(({ ready }) => ready);
  });

  it('waits for a new version to classify, and tells of one that cannot be served', async () => {
    await until(({ ready }) => ready);
    const canary = once(site.inference.heard, 'canary') as Promise<[SentPicture]>;
    site.inference.deploy(serving('steel', '2'), {
      ...serving('tiles', ''),
      state: inference.DeploymentState.DEPLOYMENT_STATE_FAILED,
      problem: 'model.onnx is cut short',
    });
    await canary;
    const report = await until(({ deployments }) => deployments[0]?.canary?.ok === true);
    expect(report.deployments).toMatchObject([
      { name: 'steel', version: '2' },
      { name: 'tiles', state: 'failed', problem: 'model.onnx is cut short' },
    ]);
    expect(report.reasons).toEqual(['tiles is failed: model.onnx is cut short']);
  });

  it('needs something to be deployed', async () => {
    site.inference.deploy();
    expect((await until(({ deployments }) => deployments.length === 0)).reasons).toEqual([
      'nothing is deployed',
    ]);
  });
});

describe('a deployment that changes', () => {
  it('is asked alone: the others have been', async () => {
    await using site = await Site.start({ EASEL_CANARY_MS: '3600000' });
    const asked: string[] = [];
    const known = () => site.client.deployments.all().map(({ version }) => version);
    const canaries = async (count: number) => {
      while (asked.length < count) await once(site.inference.heard, 'canary');
    };
    site.inference.heard.on('canary', ({ deployment }) => asked.push(deployment));
    site.inference.kill();
    await site.inference.listen();
    await canaries(2); // everyone, once it is back
    expect(asked.toSorted()).toEqual(['steel', 'tiles']);
    asked.length = 0;
    site.inference.deploy(serving('steel', '2'), serving('tiles'));
    await canaries(1);
    site.inference.deploy(serving('steel', '2'), serving('tiles', '2'));
    await canaries(2);
    expect(known()).toEqual(['2', '2']);
    expect(asked).toEqual(['steel', 'tiles']);
  });
});
