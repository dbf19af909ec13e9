import { once } from 'node:events';
import { EaselError } from '@easel/errors';
import { afterEach, describe, expect, it } from 'vitest';
import { steel } from './testing/fake-inference.js';
import { post } from './testing/raw-http.js';
import { Site } from './testing/site.js';

const good = post('{"image":"aGVsbG8="}');
const MiB = 1024 * 1024;

let site: Site;
afterEach(() => site[Symbol.asyncDispose]());

const read = async (name: string) => {
  const page = await (await fetch(`${site.gateway.operators}/metrics`)).text();
  return page.split('\n').filter((line) => line.startsWith(`easel_${name}`));
};

describe('the time of each stage', () => {
  it('is there for those that a request came to', async () => {
    site = await Site.start();
    await site.speak(good);
    await site.speak(post('{"image":"?"}'));
    await site.line((line) => line.code === 336003);
    const lines = await read('stage_seconds');
    const of = (stage: string) => `deployment="steel",stage="${stage}"`;
    expect(lines).toContain(`easel_stage_seconds_count{${of('parse')}} 2`);
    for (const [stage, seconds] of Object.entries({ queue: 0.0005, decode: 0.00125, infer: 0.008 }))
      expect(lines).toEqual(
        expect.arrayContaining([
          `easel_stage_seconds_sum{${of(stage)}} ${seconds}`,
          `easel_stage_seconds_count{${of(stage)}} 1`,
        ]),
      );
    expect(lines).toContain(`easel_stage_seconds_bucket{le="0.005",${of('infer')}} 0`);
    expect(lines).toContain(`easel_stage_seconds_bucket{le="0.01",${of('infer')}} 1`);
  });

  it('costs no label for a deployment that there is not', async () => {
    site = await Site.start();
    await site.speak(post('{"image":"AAAA"}', { path: '/nothing/ImageClassification' }));
    await site.line((line) => line.code === 336001);
    expect((await read('')).filter((line) => line.includes('nothing'))).toEqual([]);
  });
});

describe('what the gateway refuses for want of room or of inference', () => {
  const refusals = async () =>
    Object.fromEntries(
      (await read('refusals_total')).map((line) => {
        const [, reason = '', count] = /reason="(\w+)"} (\d+)$/.exec(line) ?? [];
        return [reason, Number(count)];
      }),
    );
  const none = { places: 0, bytes: 0, busy: 0, loading: 0, unreachable: 0, deadline: 0 };
  const refusedBy = async (why: RegExp, request = good) => {
    const answer = await site.eventually(
      () => site.speak(request),
      ({ text }) => why.test(text),
    );
    expect(answer.text).toContain('336100');
    return refusals();
  };

  it('is counted from the start, and only what the gateway itself refused', async () => {
    site = await Site.start();
    site.inference.verdict = () => EaselError.unavailable('9 requests are waiting', 1);
    expect(await refusedBy(/9 requests are waiting/)).toEqual(none);
  });

  it('is places when as many requests are there as may be', async () => {
    site = await Site.start({ EASEL_MAX_REQUESTS: '1' });
    const release = Promise.withResolvers<undefined>();
    site.inference.verdict = async (picture) => {
      await release.promise;
      return steel(picture) as never;
    };
    const heard = once(site.inference.heard, 'picture');
    const busy = site.speak(good);
    await heard;
    expect(await refusedBy(/1 requests are in flight/)).toEqual({ ...none, places: 1 });
    release.resolve(undefined);
    await busy;
  });

  it('is bytes when the bodies take all the memory that they may', async () => {
    site = await Site.start({ EASEL_MAX_BODIES_MIB: '16' });
    const heard = once(site.inference.heard, 'picture');
    const release = Promise.withResolvers<undefined>();
    site.inference.verdict = async (picture) => {
      await release.promise;
      return steel(picture) as never;
    };
    const large = post(`{"image":"aGVsbG8="}${' '.repeat(7.9 * MiB)}`);
    const first = site.speak(large);
    await heard;
    const second = site.speak(large);
    await once(site.inference.heard, 'picture');
    expect(await refusedBy(/bytes of requests/, large)).toEqual({ ...none, bytes: 1 });
    release.resolve(undefined);
    await Promise.all([first, second]);
  });

  it('is busy when inference could not answer in time', async () => {
    site = await Site.start({ EASEL_DEADLINE_MS: '2000' });
    site.inference.beBusy({ expectedWaitMs: 5000 });
    expect(await refusedBy(/wait of about 5000 ms/)).toEqual({ ...none, busy: 1 });
  });

  it('is deadline when its answer did not come in time', async () => {
    site = await Site.start({ EASEL_DEADLINE_MS: '50' });
    site.inference.verdict = () => 'never';
    expect(await refusedBy(/before the deadline/)).toEqual({ ...none, deadline: 1 });
  });

  it('is unreachable when inference has gone', async () => {
    site = await Site.start();
    site.inference.kill();
    expect(await refusedBy(/out of reach/)).toEqual({ ...none, unreachable: 1 });
  });

  it('is loading before inference has said what is deployed', async () => {
    site = await Site.start({ EASEL_INFERENCE_ADDRESS: '127.0.0.1:1' }, { wait: false });
    expect(await refusedBy(/models are loading/)).toEqual({ ...none, loading: 1 });
  });
});
