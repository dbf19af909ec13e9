import { gzipSync } from 'node:zlib';
import { EaselError } from '@easel/errors';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post } from '../testing/raw-http.js';
import { Site } from '../testing/site.js';

const MiB = 1024 * 1024;

/** Each step is wrong in one way more than the one after it, and in all the ways of those. */
interface Wrong {
  method: string;
  deployment: string;
  licensed: boolean;
  body: Buffer;
}

const tooLongBase64 = `*${'A'.repeat(4 * MiB + 1)}`;
const steps: { what: string; code: number; wrong: Partial<Wrong> }[] = [
  { what: 'the method', code: 336001, wrong: { method: 'PUT' } },
  { what: 'the deployment', code: 336001, wrong: { deployment: 'nobody' } },
  { what: 'the licence', code: 337000, wrong: { licensed: false } },
  { what: 'the size of the body', code: 336004, wrong: { body: Buffer.alloc(9 * MiB, '[') } },
  { what: 'JSON', code: 336002, wrong: { body: Buffer.from(`{"image":"${tooLongBase64}"`) } },
  {
    what: 'its shape',
    code: 336001,
    wrong: { body: Buffer.from(`{"image":"${tooLongBase64}","top_num":0}`) },
  },
  {
    what: 'the size of the base64',
    code: 336004,
    wrong: { body: Buffer.from(`{"image":"${tooLongBase64}"}`) },
  },
  { what: 'base64', code: 336003, wrong: { body: Buffer.from('{"image":"*bad"}') } },
  { what: 'the picture', code: 336005, wrong: {} },
];

describe('several things wrong at once', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.start();
    site.inference.verdict = () => new EaselError(336005, 'not a JPEG, PNG or BMP');
  });
  afterAll(() => site[Symbol.asyncDispose]());

  it.for(steps.map((step, index) => ({ ...step, index })))(
    'is told of $what before anything after it',
    async ({ code, index }) => {
      // Later wrongs first, so that of two bodies the earlier step's is the one that is sent.
      const all = steps.slice(index).reverse();
      const { method, deployment, licensed, body }: Wrong = Object.assign(
        {
          method: 'POST',
          deployment: 'steel',
          licensed: true,
          body: Buffer.from('{"image":"AAAA"}'),
        },
        ...all.map((step) => step.wrong),
      );
      site.lease.refusal = licensed ? undefined : 'expired on 2026-01-01';
      const path = `/${deployment}/ImageClassification`;
      const answer = await site.speak(post(body, { method, path }));
      expect(JSON.parse(answer.text)).toMatchObject({ error_code: code });
    },
  );

  it('is told that the body is empty before that it is a form', async () => {
    site.lease.refusal = undefined;
    const answer = await site.speak(
      post('', { headers: { 'Content-Type': 'application/x-www-form-urlencoded' } }),
    );
    expect(answer.text).toMatch(/336002/);
  });

  it('is told that it is a form before that it is not UTF-8, not JSON, or too much of it', async () => {
    for (const body of ['\xFF', '?', 'x'.repeat(10).concat('['.repeat(300_000))]) {
      const headers = { 'Content-Type': 'application/x-www-form-urlencoded' };
      const answer = await site.speak(post(Buffer.from(body, 'latin1'), { headers }));
      expect(answer.text).toMatch(/336001.*form/);
    }
  });

  it('is told that there is too much JSON before that it is not JSON or of the wrong shape', async () => {
    for (const [body, says] of [
      ['['.repeat(200_001), /336002.*over 200000 brackets/],
      [`[${'":'.repeat(10_001)}`, /336002.*over 10000 colons/],
      [`[${','.repeat(200_001)}]`, /336002.*over 200000 commas/],
      ['['.repeat(200_000), /336002.*not JSON/],
    ] as const)
      expect((await site.speak(post(body))).text).toMatch(says);
  });

  it('is told that gzip unpacks to too much before that it is not JSON', async () => {
    const bomb = post(gzipSync(Buffer.alloc(9 * MiB)), { headers: { 'Content-Encoding': 'gzip' } });
    expect((await site.speak(bomb)).text).toMatch(/336004/);
  });

  it('is told that there is no image before that top_num is none', async () => {
    expect((await site.speak(post('{"top_num":0}'))).text).toMatch(/336006/);
  });
});
