import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { steel } from './testing/fake-inference.js';
import { Line, post } from './testing/raw-http.js';
import { Site } from './testing/site.js';

const good = post('{"image":"aGVsbG8="}');

describe('a gateway that is told to stop', () => {
  it('is not ready at once, goes on answering for a while, and asks callers to hang up', async () => {
    await using site = await Site.start({ EASEL_LAME_DUCK_MS: '300' });
    const announced = site.gateway.announceEnd();
    const ready = await fetch(`${site.url}/readyz`);
    expect(ready.status).toBe(503);
    // Beside it, maybe, that a canary has not answered yet.
    expect(((await ready.json()) as { reasons: string[] }).reasons[0]).toBe('shutting down');
    expect((await fetch(`${site.url}/healthz`)).status).toBe(200);
    const answer = await site.speak(good);
    expect(answer.headers.connection).toBe('close');
    expect(answer.text).toMatch(/results/);
    await announced;
  });

  it('answers what it has accepted before it goes, then listens no more', async () => {
    await using site = await Site.start();
    const release = Promise.withResolvers<undefined>();
    site.inference.verdict = async (picture) => {
      await release.promise;
      return steel(picture) as never;
    };
    await using uploading = await Line.open(site.url);
    await uploading.say(good.subarray(0, -5));
    const waiting = site.speak(good);
    await once(site.inference.heard, 'picture');
    await site.gateway.announceEnd();
    const closed = site.gateway.close();
    await uploading.say(good.subarray(-5));
    await once(site.inference.heard, 'picture');
    release.resolve(undefined);
    expect((await waiting).text).toMatch(/results/);
    expect((await uploading.read()).text).toMatch(/results/);
    await closed;
    await expect(site.speak(good)).rejects.toThrow(/ECONNREFUSED/);
  });

  it('loses nothing under load', async () => {
    await using site = await Site.start({ EASEL_LAME_DUCK_MS: '300' });
    let answered = 0;
    /** Asks over one connection until it is told to hang up, as a balancer does. */
    const caller = async () => {
      await using line = await Line.open(site.url);
      for (;;) {
        await line.say(good);
        const answer = await line.read();
        expect(answer.text).toMatch(/results/);
        answered += 1;
        if (answer.headers.connection === 'close') return;
      }
    };
    const callers = Promise.all(Array.from({ length: 20 }, caller));
    while (answered < 200) await once(site.inference.heard, 'picture');
    await site.gateway.announceEnd();
    await site.gateway.close();
    await callers;
    expect(answered).toBe(site.inference.pictures.length);
  });
});
