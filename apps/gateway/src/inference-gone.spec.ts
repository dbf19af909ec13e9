import { once } from 'node:events';
import { EaselError } from '@easel/errors';
import type { SentPicture } from '@easel/rpc';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { serving, steel } from './testing/fake-inference.js';
import { Line, post } from './testing/raw-http.js';
import { Site } from './testing/site.js';

const good = post('{"image":"aGVsbG8="}');
const changed = (site: Site) =>
  new Promise<void>((resolve) => site.client.deployments.onChange(resolve));

describe('a gateway whose inference is gone', () => {
  let site: Site;
  beforeEach(async () => (site = await Site.start()));
  afterEach(() => site[Symbol.asyncDispose]());

  it('answers 336100 with the seconds to wait, and serves again once inference is back', async () => {
    const gone = changed(site);
    site.inference.kill();
    await gone;
    const answer = await site.speak(good);
    expect(answer.status).toBe(200);
    expect(answer.headers['retry-after']).toBe('1');
    expect(JSON.parse(answer.text)).toMatchObject({
      error_code: 336100,
      error_msg: 'model temporarily unavailable: inference is out of reach, try again in 1 s',
    });
    const back = changed(site);
    await site.inference.listen();
    await back;
    expect((await site.speak(good)).text).toMatch(/results/);
  });

  it('goes on telling callers what is wrong with their requests', async () => {
    const gone = changed(site);
    site.inference.kill();
    await gone;
    expect((await site.speak(post('{}'))).text).toMatch(/336006/);
    expect((await site.speak(post('{}', { path: '/nobody/ImageClassification' }))).text).toMatch(
      /336001.*deployed: steel, tiles/,
    );
  });

  it('answers at once those who were waiting for it', async () => {
    site.inference.verdict = () => 'never';
    const waiting = [site.speak(good), site.speak(good)];
    await once(site.inference.heard, 'picture');
    if (site.inference.pictures.length < 2) await once(site.inference.heard, 'picture');
    site.inference.kill();
    for (const answer of await Promise.all(waiting))
      expect(JSON.parse(answer.text)).toMatchObject({ error_code: 336100 });
  });
});

describe('a gateway and its inference', () => {
  let site: Site;
  // No deadline that a test could meet: what ends early ends for a reason of its own.
  beforeEach(async () => (site = await Site.start({ EASEL_DEADLINE_MS: '3600000' })));
  afterEach(() => site[Symbol.asyncDispose]());

  it('drop the work of a caller who has left', async () => {
    site.inference.verdict = () => 'never';
    const line = await Line.open(site.url);
    const asked = once(site.inference.heard, 'picture') as Promise<[SentPicture, number]>;
    const cancelled = once(site.inference.heard, 'cancel');
    await line.say(good);
    const [, id] = await asked;
    line.socket.destroy();
    expect(await cancelled).toEqual([id]);
    const entry = await site.line((each) => each.answered === false);
    const { logId } = site.inference.pictures[0]!;
    expect(entry).toMatchObject({ log_id: logId, deployment: 'steel', code: 'gone' });
    expect(entry).not.toHaveProperty('status');
  });

  it('drop the work of a caller who has ended their side: FIN means gone', async () => {
    site.inference.verdict = () => 'never';
    await using line = await Line.open(site.url);
    const cancelled = once(site.inference.heard, 'cancel');
    await line.say((socket) => socket.end(good));
    await cancelled;
    await expect(line.read()).rejects.toThrow('closed without an answer');
    expect(await site.line((each) => each.answered === false)).toMatchObject({ code: 'gone' });
  });

  it('answer every caller with their own answer, in whatever order they come', async () => {
    const asked = Array.from({ length: 60 }, (_, index) => index + 1);
    const held: (() => void)[] = [];
    site.inference.verdict = async ({ topNum }) => {
      const { promise, resolve } = Promise.withResolvers<undefined>();
      held.push(() => resolve(undefined));
      await promise;
      return { scores: [{ name: `top ${topNum}`, score: 1 }], timing: undefined, version: '1' };
    };
    const heard = asked.map(async (topNum) => {
      const { text } = await site.speak(post(`{"image":"AAAA","top_num":${topNum}}`));
      return (JSON.parse(text) as { results: { name: string }[] }).results[0]?.name;
    });
    while (site.inference.pictures.length < asked.length)
      await once(site.inference.heard, 'picture');
    for (const release of held.toReversed()) release();
    expect(await Promise.all(heard)).toEqual(asked.map((topNum) => `top ${topNum}`));
  });

  it('agree on every failure, words and seconds included', async () => {
    site.inference.verdict = () => new EaselError(336004, 'longest side 5120 px, at most 4096');
    expect((await site.speak(good)).text).toMatch(
      /"error_code":336004,"error_msg":"输入文件大小不合法: longest side 5120 px, at most 4096"/,
    );
    site.inference.verdict = () => EaselError.unavailable('40 requests are waiting', 3);
    const busy = await site.speak(good);
    expect(busy.headers['retry-after']).toBe('3');
    expect(busy.text).toMatch(/40 requests are waiting, try again in 3 s/);
  });

  it('leave callers in the dark about what nobody foresaw, but not the log', async () => {
    site.inference.verdict = () => new EaselError(336000, 'secret /opt/path');
    const answer = await site.speak(good);
    expect(answer.text).toMatch(/"error_code":336000,"error_msg":"Internal error: /);
    expect(answer.text).not.toMatch(/secret/);
    const entry = await site.line((each) => each.code === 336000);
    expect(entry).toMatchObject({ level: 50, log_id: Number(answer.headers['x-log-id']) });
    expect(JSON.stringify(entry)).toMatch(/secret/);
  });

  it('know at once which deployments came and went', async () => {
    const change = changed(site);
    site.inference.deploy(serving('wood'));
    await change;
    const wood = post('{"image":"AAAA"}', { path: '/wood/ImageClassification' });
    expect((await site.speak(wood)).text).toMatch(/results/);
    expect((await site.speak(good)).text).toMatch(/336001.*deployed: wood/);
    site.inference.verdict = steel;
  });
});

describe('a gateway with little time, and its inference', () => {
  it('share one deadline, and a caller hears 336100 when it has passed', async () => {
    await using site = await Site.start({ EASEL_DEADLINE_MS: '600' });
    site.inference.verdict = () => 'never';
    const cancelled = once(site.inference.heard, 'cancel');
    const answer = await site.speak(good);
    expect(JSON.parse(answer.text)).toMatchObject({
      error_code: 336100,
      error_msg: expect.stringMatching(/no answer before the deadline/),
    });
    const { deadlineMs } = site.inference.pictures[0]!;
    expect(deadlineMs).toBeGreaterThan(100);
    expect(deadlineMs).toBeLessThanOrEqual(600);
    await cancelled;
  });
});

describe('a gateway that never met its inference', () => {
  it('says that the models are loading', async () => {
    await using site = await Site.start(
      { EASEL_INFERENCE_ADDRESS: '127.0.0.1:1' },
      { wait: false },
    );
    const answer = await site.speak(good);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.text).toMatch(/336100.*the models are loading, try again in 1 s/);
  });
});
