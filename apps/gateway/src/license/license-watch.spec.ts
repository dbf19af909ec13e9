import { EaselError } from '@easel/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { post } from '../testing/raw-http.js';
import { Site } from '../testing/site.js';

const good = post('{"image":"AAAA"}');

let site: Site;
beforeEach(async () => (site = await Site.start()));
afterEach(() => site[Symbol.asyncDispose]());

describe('a monitor', () => {
  const read = async (name: string) => {
    const page = await (await fetch(`${site.gateway.operators}/metrics`)).text();
    return page.split('\n').filter((line) => line.startsWith(`easel_${name}`));
  };

  it('sees how long the licence lasts', async () => {
    site.lease.left = 86_400;
    expect(await read('license_seconds')).toEqual(['easel_license_seconds_until_expiry 86400']);
    site.lease.left = -60;
    expect(await read('license_seconds')).toEqual(['easel_license_seconds_until_expiry -60']);
    site.lease.left = Infinity;
    expect(await read('license_seconds')).toEqual(['easel_license_seconds_until_expiry +Inf']);
    site.lease.left = undefined;
    expect(await read('license_seconds')).toEqual(['easel_license_seconds_until_expiry Nan']);
  });

  it('sees the one state that it is in', async () => {
    const state = async () =>
      (await read('license_state')).flatMap((line) => /"(\w+)"} 1$/.exec(line)?.[1] ?? []);
    expect(await state()).toEqual(['in_force']);
    site.lease.more = { grace: true };
    expect(await state()).toEqual(['grace']);
    site.lease.refusal = 'expired on 2026-01-01';
    expect(await state()).toEqual(['refused']);
    expect(await read('license_state')).toHaveLength(3);
  });

  it('sees how old the lease is', async () => {
    expect(await read('lease_age')).toEqual(['easel_lease_age_seconds 1.5']);
    site.lease.refusal = 'licensing out of reach';
    expect(await read('lease_age')).toEqual(['easel_lease_age_seconds Nan']);
  });

  it('sees how many were refused for want of a licence, and why', async () => {
    site.inference.verdict = () => new EaselError(337000, 'the licence is for another machine');
    await site.speak(good);
    site.lease.refusal = 'the licence expired on 2026-01-01';
    await site.speak(good);
    site.lease.why = 'revoked';
    await site.speak(good);
    await site.speak(good);
    await site.speak(post('{}', { path: '/nope/ImageClassification' }));
    expect((await read('license_refusals_total')).sort()).toEqual([
      'easel_license_refusals_total{reason="expired"} 1',
      'easel_license_refusals_total{reason="inference"} 1',
      'easel_license_refusals_total{reason="revoked"} 2',
    ]);
  });
});

describe('a licence whose end is near', () => {
  const warning = 'the licence expires on 2026-12-01, in 1 day';
  const header = 'x-easel-license-warning';

  it('is told of with every answer to a caller, errors too, and with none of the others', async () => {
    site.lease.warning = warning;
    for (const say of [
      good,
      post('{}'),
      post('', { path: '/nope/ImageClassification' }),
      post('', { method: 'DELETE' }),
      post('', { path: '/%ZZ' }),
      'GARBAGE\r\n\r\n',
    ])
      expect((await site.speak(say)).headers[header]).toBe(warning);
    site.lease.refusal = 'the licence expired on 2026-12-01';
    expect((await site.speak(good)).headers[header]).toBe(warning);
    expect((await fetch(`${site.url}/healthz`)).headers.get(header)).toBeNull();
  });

  it('is not told of while it is far', async () => {
    expect((await site.speak(good)).headers).not.toHaveProperty(header);
  });

  it('is told of in readiness, as grace is', async () => {
    const license = async () =>
      ((await (await fetch(`${site.url}/readyz`)).json()) as { license: object }).license;
    expect(await license()).not.toHaveProperty('warning');
    site.lease.warning = warning;
    site.lease.more = { grace: true };
    expect(await license()).toMatchObject({ warning, grace: true });
  });
});
