import { inference } from '@easel/rpc';
import { deploymentsSchema } from '@easel/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { serving } from '../testing/fake-inference.js';
import { Operator, problemOf } from '../testing/operator.js';
import { Site } from '../testing/site.js';

const { Batching, RefusalReason, TuningOrigin, DeploymentState } = inference;
const noon = Date.UTC(2026, 11, 12, 12);
const path = '/admin/v1/deployments/steel/activate';

describe('an operator', () => {
  let site: Site;
  let operator: Operator;
  beforeEach(async () => {
    site = await Site.start();
    operator = await Operator.admitted(site);
  });
  afterEach(() => site[Symbol.asyncDispose]());

  const deploy = async (...rows: inference.Deployment[]) => {
    const known = new Promise<void>((resolve) => site.client.deployments.onChange(resolve));
    site.inference.deploy(...rows);
    await known;
  };
  const list = async () => {
    const { body } = await operator.ask('GET /admin/v1/deployments');
    return deploymentsSchema.parse(body);
  };
  const activate = (version = '2', more = {}) => operator.ask(`POST ${path}`, { version, ...more });

  it('reads what is in service, on its way, refused, and how it is tuned', async () => {
    await deploy({
      ...serving('steel'),
      servingSinceMs: noon,
      versions: ['1', '2', '3'],
      loading: { version: '3', sinceMs: noon + 1000 },
      refused: {
        version: '2',
        reason: RefusalReason.REFUSAL_REASON_GOLDEN,
        detail: 'golden image 1.jpg: off',
        atMs: noon + 500,
      },
      tuning: {
        origin: TuningOrigin.TUNING_ORIGIN_MEASURED,
        ...{ lanes: 2, threads: 1, batch: 1, imagesPerSecond: 180 },
        ...{ batching: Batching.BATCHING_GAINED_TOO_LITTLE, batchingGain: -6 },
        trials: [{ lanes: 2, threads: 1, batch: 4, imagesPerSecond: 170 }],
      },
    });
    expect(await list()).toEqual({
      reachable: true,
      deployments: [
        {
          name: 'steel',
          state: 'serving',
          version: '1',
          serving_since: '2026-12-12T12:00:00.000Z',
          problem: null,
          classes: 2,
          versions: ['1', '2', '3'],
          loading: { version: '3', since: '2026-12-12T12:00:01.000Z' },
          refused: {
            version: '2',
            reason: 'golden',
            detail: 'golden image 1.jpg: off',
            at: '2026-12-12T12:00:00.500Z',
          },
          tuning: {
            ...{ origin: 'measured', lanes: 2, threads: 1, batch: 1, images_per_second: 180 },
            ...{ batching: 'gained_too_little', batching_gain: -6 },
            trials: [{ lanes: 2, threads: 1, batch: 4, images_per_second: 170 }],
          },
        },
      ],
    });
  });

  it('sees one that was never activated; callers do not', async () => {
    const idle = { ...serving('tiles', ''), state: DeploymentState.DEPLOYMENT_STATE_IDLE };
    await deploy(serving('steel'), idle);
    expect((await list()).deployments).toMatchObject([
      { name: 'steel' },
      { name: 'tiles', state: 'idle', version: null, classes: null, serving_since: null },
    ]);
    const answer = await fetch(`${site.url}/tiles/ImageClassification`, { method: 'POST' });
    expect(await answer.json()).toMatchObject({
      error_code: 336001,
      error_msg: expect.stringContaining('deployed: steel'),
    });
    const ready = await (await fetch(`${site.url}/readyz`)).text();
    expect(ready).not.toContain('tiles');
  });

  it('reads what inference said last while it is gone', async () => {
    site.inference.kill();
    await site.eventually(list, ({ reachable }) => !reachable);
    expect((await list()).deployments).toMatchObject([{ name: 'steel' }, { name: 'tiles' }]);
    const answer = await activate();
    expect(problemOf(answer)).toMatchObject({
      status: 503,
      detail: 'inference is out of reach, try again in 1 s',
    });
    expect(answer.headers.get('retry-after')).toBe('1');
  });

  it('has a version put into service, and the log says who', async () => {
    const value = { already: false, previous: '1', tookMs: 1234 };
    site.inference.outcome = { $case: 'activated', value };
    expect(await activate()).toMatchObject({
      status: 200,
      body: {
        ...{ deployment: 'steel', version: '2', outcome: 'activated' },
        ...{ previous: '1', ms: 1234 },
      },
    });
    const actor = 'admin from 127.0.0.1';
    expect(site.inference.asked).toEqual([{ deployment: 'steel', version: '2', actor }]);
    expect(await site.line(({ msg }) => msg === 'version asked for')).toMatchObject({
      ...{ actor, deployment: 'steel', version: '2', outcome: 'activated' },
    });
  });

  it('hears that it answers already', async () => {
    const value = { already: true, previous: '2', tookMs: 0 };
    site.inference.outcome = { $case: 'activated', value };
    expect(await activate()).toMatchObject({ status: 200, body: { outcome: 'already' } });
  });

  it('hears with 202 that it is on its way, when that takes longer than is waited', async () => {
    await deploy({ ...serving('steel'), loading: { version: '2', sinceMs: noon } });
    expect(await activate('2', { wait_ms: 100 })).toMatchObject({
      status: 202,
      body: { outcome: 'loading', previous: '1', ms: null },
    });
    await site.line(({ outcome }) => outcome === 'loading');
  });

  it('hears with 504 that inference says nothing', async () => {
    const answer = await activate('2', { wait_ms: 100 });
    expect(problemOf(answer)).toMatchObject({
      status: 504,
      detail: 'inference did not answer within 0.1 s, ask again',
    });
  });

  it('hears with 503 that inference went away meanwhile', async () => {
    const answer = activate();
    await site.eventually(
      () => Promise.resolve(site.inference.asked),
      (asked) => asked.length > 0,
    );
    site.inference.kill();
    expect(problemOf(await answer)).toMatchObject({ status: 503 });
    const line = await site.line(({ outcome }) => outcome === 'no answer');
    expect(line).toMatchObject({ level: 40, err: { message: expect.stringMatching(/reach/) } });
    expect(JSON.stringify(line)).toMatch(/caused by: /);
  });

  /** Once inference has heard of it. */
  const asked = () =>
    site.eventually(
      () => Promise.resolve(site.inference.asked),
      ({ length }) => length > 0,
    );

  it('hears how far it came when the gateway is stopped meanwhile', async () => {
    const answer = activate('2', { wait_ms: 60_000 });
    await asked();
    await deploy({ ...serving('steel'), loading: { version: '2', sinceMs: noon } });
    await site.gateway.close();
    expect(await answer).toMatchObject({
      status: 202,
      body: { outcome: 'loading', previous: '1', ms: null },
    });
    await site.line(({ outcome }) => outcome === 'loading');
  });

  it('hears that nothing is known of it when the gateway is stopped at once', async () => {
    const answer = activate('2', { wait_ms: 60_000 });
    await asked();
    await site.gateway.close();
    expect(problemOf(await answer)).toMatchObject({
      status: 503,
      detail: 'the gateway is stopping, ask again',
    });
  });

  it('hears of a success that the table knows, though its answer is cut off', async () => {
    const answer = activate('2', { wait_ms: 60_000 });
    await asked();
    await deploy(serving('steel', '2'));
    await site.gateway.close();
    expect(await answer).toMatchObject({
      status: 200,
      body: { outcome: 'activated', previous: '1', ms: expect.any(Number) },
    });
  });

  it('hears of a refusal that the table knows, though its answer is cut off', async () => {
    const answer = activate('2', { wait_ms: 60_000 });
    await asked();
    const reason = RefusalReason.REFUSAL_REASON_GOLDEN;
    const refused = { version: '2', reason, detail: 'golden image 1.jpg: off', atMs: noon };
    await deploy({ ...serving('steel'), refused });
    await site.gateway.close();
    expect(problemOf(await answer)).toMatchObject({ status: 422, reason: 'golden' });
  });
});

describe('an operator whose version is not put into service', () => {
  let site: Site;
  let operator: Operator;
  beforeAll(async () => {
    site = await Site.start();
    operator = await Operator.admitted(site);
  });
  afterAll(() => site[Symbol.asyncDispose]());

  it.each([
    ['NO_DEPLOYMENT', 404, 'no_deployment'],
    ['NO_VERSION', 404, 'no_version'],
    ['BUSY', 409, 'busy'],
    ['DOES_NOT_LOAD', 422, 'does_not_load'],
    ['GOLDEN', 422, 'golden'],
    ['NOT_WRITTEN', 500, 'not_written'],
    ['UNAVAILABLE', 503, 'unavailable'],
  ] as const)('hears why it was refused: %s is %d', async (code, status, reason) => {
    site.inference.outcome = {
      $case: 'refusal',
      value: { reason: RefusalReason[`REFUSAL_REASON_${code}`], detail: 'in so many words' },
    };
    const answer = await operator.ask(`POST ${path}`, { version: '2' });
    expect(problemOf(answer)).toMatchObject({
      ...{ status, reason, detail: 'in so many words' },
    });
    const line = await site.line((each) => each.outcome === reason);
    expect(line).toMatchObject({ err: { message: 'in so many words' } });
  });

  it.each([
    [{}, 'version: '],
    [{ version: 2 }, 'version: '],
    [{ version: '' }, 'version: '],
    [{ version: '2', wait_ms: 1e9 }, 'wait_ms: '],
    [{ version: '2', force: true }, 'force'],
  ])('is told what does not fit in %j', async (body, words) => {
    const before = site.inference.asked.length;
    const { status, detail } = problemOf(await operator.ask(`POST ${path}`, body));
    expect([status, detail]).toEqual([400, expect.stringContaining(words)]);
    expect(site.inference.asked.length).toBe(before);
  });
});
