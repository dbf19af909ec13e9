import { once } from 'node:events';
import { EaselError } from '@easel/errors';
import { InferenceClient } from '@easel/inference-client';
import { unusedPorts } from '@easel/platform/testing';
import { inference } from '@easel/rpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canaryPicture } from './health/canary-picture.js';
import { FakeInference, serving, steel, type Verdict } from './testing/fake-inference.js';
import { post } from './testing/raw-http.js';
import { Site } from './testing/site.js';

const good = post('{"image":"aGVsbG8="}');

/** For callers; what the gateway asks to see whether it answers, it answers. */
const silent: Verdict = (picture) =>
  picture.image.equals(canaryPicture) ? steel(picture) : 'never';

describe('a gateway with two inferences', () => {
  let one: FakeInference;
  let other: FakeInference;
  let site: Site;
  beforeEach(async () => {
    [one, other] = [await FakeInference.start(), await FakeInference.start()];
    const both = `${one.address},${other.address}`;
    site = await Site.start({ EASEL_INFERENCE_ADDRESS: both, EASEL_DEADLINE_MS: '3600000' });
    await lanes(4);
  });
  afterEach(async () => {
    await site[Symbol.asyncDispose]();
    one.kill();
    other.kill();
  });

  const lanes = (count: number) =>
    site.eventually(
      () => Promise.resolve(site.client.load.now?.lanes ?? 0),
      (seen) => seen === count && site.client.deployments.reachable,
    );
  const pictures = async (count: number) => {
    while (one.pictures.length + other.pictures.length < count)
      await Promise.race([once(one.heard, 'picture'), once(other.heard, 'picture')]);
  };

  it('gives each as many requests as the other, the one with more lanes more', async () => {
    one.verdict = other.verdict = silent;
    other.beBusy({ lanes: 6, lanesReady: 6 });
    await lanes(8);
    const asked = Array.from({ length: 16 }, () => site.speak(good));
    await pictures(16);
    // A canary in flight counts as well, for the moment that it takes.
    expect(one.pictures.length).toBeGreaterThanOrEqual(3);
    expect(one.pictures.length).toBeLessThanOrEqual(5);
    one.kill();
    other.kill();
    for (const { text } of await Promise.all(asked)) expect(text).toMatch(/336100/);
  });

  it('asks the other when one is killed with requests in hand, and goes on with it alone', async () => {
    one.verdict = silent;
    const asked = Array.from({ length: 6 }, () => site.speak(good));
    await pictures(6);
    expect(one.pictures.length).toBeGreaterThan(0);
    one.kill();
    for (const { text } of await Promise.all(asked)) expect(text).toMatch(/results/);
    expect((await site.speak(good)).text).toMatch(/results/);
    await one.listen();
    await lanes(4);
  });

  it('hears no refusal while one has no licence, no room or is stopping, and leaves that one alone', async () => {
    one.verdict = () => new EaselError(337000, 'the licence is for another machine');
    for (let at = 0; at < 30; at += 1) expect((await site.speak(good)).text).toMatch(/results/);
    expect(one.pictures.length).toBeLessThan(4);
  });

  it('says what inference says once both refuse', async () => {
    one.verdict = other.verdict = () => new EaselError(337000, 'expired on 2026-01-01');
    expect((await site.speak(good)).text).toMatch(/337000.*expired on 2026-01-01/);
    one.beBusy({ full: true, requests: 256 });
    other.beBusy({ full: true, requests: 256 });
    const busy = await site.eventually(
      () => site.speak(good),
      ({ text }) => text.includes('336100'),
    );
    expect(busy.text).toMatch(/512 requests are waiting/);
  });

  it('does not ask a second one what is wrong with the picture itself', async () => {
    one.verdict = other.verdict = () => new EaselError(336005, 'truncated');
    expect((await site.speak(good)).text).toMatch(/336005/);
    expect(one.pictures.length + other.pictures.length).toBe(1);
  });

  it('asks only the one that serves a deployment, and shows what is wrong with the other', async () => {
    const changed = new Promise<void>((resolve) => site.client.deployments.onChange(resolve));
    const problem = 'the file is no ONNX model';
    const state = inference.DeploymentState.DEPLOYMENT_STATE_FAILED;
    one.deploy({ ...serving('steel'), state, problem });
    await changed;
    for (let at = 0; at < 4; at += 1) expect((await site.speak(good)).text).toMatch(/results/);
    expect(one.pictures).toEqual([]);
    const [row] = site.client.deployments.list();
    expect(row).toMatchObject({
      state: inference.DeploymentState.DEPLOYMENT_STATE_SERVING,
      problem: `on ${one.address}: ${problem}`,
    });
  });

  it('has one of them put a version into service, since the other follows the file', async () => {
    const activated = { already: false, previous: '1', tookMs: 5 };
    one.outcome = other.outcome = { $case: 'activated', value: activated };
    await site.client.activate(
      { deployment: 'steel', version: '2', actor: 'op' },
      { waitMs: 10_000, enough: new AbortController().signal },
    );
    expect(one.asked.length + other.asked.length).toBe(1);
  });
});

describe('inferences behind one name', () => {
  it('are asked each, and one that has left the name answers what it has in hand', async () => {
    const port = await unusedPorts(1);
    const first = await FakeInference.start(`127.0.0.1:${port}`);
    const second = await FakeInference.start(`127.0.0.2:${port}`);
    let numbers = ['127.0.0.1', '127.0.0.2'];
    const looks: (() => void)[] = [];
    const look = (name: string) => {
      expect(name).toBe('inference.test');
      for (const tell of looks.splice(0)) tell();
      return Promise.resolve([...numbers]);
    };
    const client = new InferenceClient([`dns:inference.test:${port}`], undefined, look);
    const question = {
      ...{ deployment: 'steel', image: Buffer.from('x'), topNum: 1, logId: 1 },
      deadline: performance.now() + 3_600_000,
    };
    const patient = new AbortController().signal;
    while ((client.load.now?.lanes ?? 0) < 4 || !client.deployments.reachable)
      await new Promise((resolve) => setTimeout(resolve, 5));
    const { promise: released, resolve: release } = Promise.withResolvers<undefined>();
    first.verdict = async (picture) => {
      await released;
      return steel(picture) as inference.Classification;
    };
    const asked = [client.classify(question, patient), client.classify(question, patient)];
    while (first.pictures.length + second.pictures.length < 2)
      await Promise.race([once(first.heard, 'picture'), once(second.heard, 'picture')]);
    expect(first.pictures).toHaveLength(1);
    numbers = ['127.0.0.2'];
    await new Promise<void>((resolve) => looks.push(resolve));
    while ((client.load.now?.lanes ?? 0) > 2)
      await new Promise((resolve) => setTimeout(resolve, 5));
    release(undefined);
    for (const { version } of await Promise.all(asked)) expect(version).toBe('1');
    await client.classify(question, patient);
    expect(second.pictures).toHaveLength(2);
    client.close();
    first.kill();
    second.kill();
  }, 20_000);
});
