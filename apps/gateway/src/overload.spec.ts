import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { steel } from './testing/fake-inference.js';
import { Line, post } from './testing/raw-http.js';
import { Site } from './testing/site.js';

const good = post('{"image":"aGVsbG8="}');
const MiB = 1024 * 1024;

describe('a gateway with all hands full', () => {
  let site: Site;
  afterEach(() => site[Symbol.asyncDispose]());

  it('refuses one request too many once it is there, and takes the next', async () => {
    site = await Site.start({ EASEL_MAX_REQUESTS: '2' });
    const release = Promise.withResolvers<undefined>();
    site.inference.verdict = async (picture) => {
      await release.promise;
      return steel(picture) as never;
    };
    const busy = [site.speak(good), site.speak(good)];
    while (site.inference.pictures.length < 2) await once(site.inference.heard, 'picture');
    const refused = await site.speak(good);
    expect(refused.headers['retry-after']).toBe('1');
    expect(refused.text).toMatch(/336100.*2 requests are in flight, try again in 1 s/);
    release.resolve(undefined);
    for (const answer of await Promise.all(busy)) expect(answer.text).toMatch(/results/);
    expect((await site.speak(good)).text).toMatch(/results/);
  });

  describe.each([
    [
      'could not answer in time',
      { expectedWaitMs: 5000 },
      /the wait of about 5000 ms is over the deadline of 2000 ms, try again in 5 s/,
    ],
    [
      'has no place for it',
      { full: true, requests: 256, expectedWaitMs: 1500 },
      /256 requests are waiting, try again in 2 s/,
    ],
  ])('because inference %s', (_why, load, words) => {
    it('refuses without a look at the body, and takes the next once it can', async () => {
      site = await Site.start({ EASEL_DEADLINE_MS: '2000' });
      const head = post('', { headers: { 'Content-Length': '1000' } });
      const asked = async () => {
        await using line = await Line.open(site.url);
        await line.say(head);
        await line.say(Buffer.alloc(1000, ' '));
        return (await line.read()).text;
      };
      site.inference.beBusy(load);
      await site.eventually(asked, (text) => text.includes('336100'));
      expect(await asked()).toMatch(words);
      site.inference.beBusy({ expectedWaitMs: 100 });
      await site.eventually(asked, (text) => text.includes('336002')); // it looks at the body again
    });

    it('spares the upload whoever waits to be told to go on', async () => {
      site = await Site.start({ EASEL_DEADLINE_MS: '2000' });
      const headers = { 'Content-Length': '1000', Expect: '100-continue' };
      const asked = async () => {
        await using line = await Line.open(site.url);
        await line.say(post('', { headers }));
        return await line.read();
      };
      site.inference.beBusy(load);
      const known = () => Promise.resolve(site.client.load.now);
      await site.eventually(known, (now) => (now?.expectedWaitMs ?? 0) > 0);
      const answer = await asked();
      expect(answer).toMatchObject({ interim: [], text: expect.stringMatching(words) });
      expect(answer.headers.connection).toBe('close'); // the body may still come
    });
  });

  it('is not kept busy by many who drip', async () => {
    site = await Site.start({ EASEL_MAX_REQUESTS: '2' });
    await using dripping = new AsyncDisposableStack();
    for (let sender = 0; sender < 50; sender += 1) {
      const line = dripping.use(await Line.open(site.url));
      await line.say(good.subarray(0, -1));
    }
    const metrics = async () => (await fetch(`${site.gateway.operators}/metrics`)).text();
    const body = good.length - good.indexOf('\r\n\r\n') - 4;
    await site.eventually(metrics, (page) => page.includes(`bytes_in_flight ${50 * (body - 1)}\n`));
    expect((await site.speak(good)).text).toMatch(/results/);
  });

  it('drops a connection too many, says so in the log, and takes the next once one is gone', async () => {
    site = await Site.start({ EASEL_MAX_CONNECTIONS: '1' });
    const first = await Line.open(site.url);
    await first.say(good);
    await first.read();
    await expect(site.speak(good)).rejects.toThrow();
    await site.line((line) => line.msg === 'connection refused');
    first.socket.destroy();
    const answer = await site.eventually(
      () => site.speak(good).catch(() => undefined),
      (heard) => heard !== undefined,
    );
    expect(answer?.text).toMatch(/results/);
  });

  it('refuses bodies beyond its memory, and takes them again once there is room', async () => {
    site = await Site.start({ EASEL_MAX_BODIES_MIB: '16' });
    const head = post('', { headers: { 'Content-Length': String(8 * MiB) } });
    await using first = await Line.open(site.url);
    await using second = await Line.open(site.url);
    // Most of two bodies, which then hold still.
    for (const line of [first, second])
      await line.say(Buffer.concat([head, Buffer.alloc(7.5 * MiB, ' ')]));
    const third = post(Buffer.alloc(2 * MiB, ' '));
    const metrics = async () => (await fetch(`${site.gateway.operators}/metrics`)).text();
    await site.eventually(metrics, (page) => page.includes(`in_flight ${15 * MiB}\n`));
    const refused = await site.speak(third);
    expect(refused.text).toMatch(/336100/);
    expect(refused.text).toMatch(/bytes of requests are in flight, try again in 1 s/);
    for (const line of [first, second]) {
      const answer = line.read();
      await line.say(Buffer.alloc(0.5 * MiB, ' '));
      expect((await answer).text).toMatch(/336002/);
    }
    expect((await site.speak(third)).text).toMatch(/336002/);
  });
});
