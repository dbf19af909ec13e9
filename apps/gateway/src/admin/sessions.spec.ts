import { createHmac, generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { testVendor } from '@easel/license/testing';
import jwt from 'jsonwebtoken';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { adminFile, Operator, PASSWORD, problemOf, sessionOf } from '../testing/operator.js';
import { Site } from '../testing/site.js';

const noon = Date.UTC(2026, 10, 30, 12);
const HOUR = 3_600_000;

describe('a session', () => {
  const clock = { now: noon, wall: () => clock.now, monotonic: () => clock.now };
  let site: Site;
  let operator: Operator;
  let genuine: string;
  let key: Buffer;
  beforeAll(async () => {
    site = await Site.start({}, { clock });
    operator = await Operator.admitted(site);
    genuine = operator.token!;
    key = readFileSync(adminFile(site, 'session.key'));
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const statusOf = async (token: string | undefined) => {
    operator.token = token;
    return (await operator.ask('GET /admin/v1/license')).status;
  };
  const claims = () => jwt.decode(genuine) as Record<string, unknown>;
  /** What was signed with the genuine key, in a form of a test's own. */
  const signed = (header: object, payload: object) => {
    const head = [header, payload].map((part) => base64(JSON.stringify(part))).join('.');
    return `${head}.${createHmac('sha256', key).update(head).digest('base64url')}`;
  };
  const typ = 'easel-session+jwt';

  it('lets in for an hour, and says until when', async () => {
    const { token, expires } = sessionOf(await operator.login(PASSWORD));
    expect(expires).toBe('2026-11-30T13:00:00.000Z');
    clock.now = noon + HOUR - 1;
    expect(await statusOf(token)).toBe(200);
    clock.now = noon + HOUR;
    expect(await statusOf(token)).toBe(401);
    clock.now = noon;
    expect(await statusOf(token)).toBe(200);
  });

  it('is one that the spec can make itself, so that what follows fails for its own reason', async () => {
    expect(await statusOf(signed({ alg: 'HS256', typ }, claims()))).toBe(200);
  });

  it('of another install is none', async () => {
    await using other = await Site.start({}, { clock });
    const { token } = await Operator.admitted(other);
    expect(await statusOf(token)).toBe(401);
    for (const change of [{ iss: 'another' }, { aud: 'another' }, { aud: [] }, { iss: '' }])
      expect(await statusOf(signed({ alg: 'HS256', typ }, { ...claims(), ...change }))).toBe(401);
  });

  it('of another kind is none, though its signature be good', async () => {
    for (const header of [
      { alg: 'HS256' },
      { alg: 'HS256', typ: 'JWT' },
      { alg: 'HS256', typ: 'easel-license+jwt' },
      { alg: 'HS256', typ, kid: 'x' },
      { alg: 'HS256', typ, crit: ['b64'], b64: false },
    ])
      expect([header, await statusOf(signed(header, claims()))]).toEqual([header, 401]);
    expect(await statusOf(testVendor().issue())).toBe(401);
  });

  it('by another algorithm, or none, is none', async () => {
    for (const alg of [
      'none',
      'None',
      'NONE',
      'HS384',
      'HS512',
      'RS256',
      'ES256',
      'hs256',
      '',
      1,
    ]) {
      const token = signed({ alg, typ }, claims());
      expect([alg, await statusOf(token)]).toEqual([alg, 401]);
      expect([alg, await statusOf(token.replace(/[^.]*$/, ''))]).toEqual([alg, 401]);
    }
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const header = { alg: 'ES256', typ } as const;
    expect(await statusOf(jwt.sign(claims(), privateKey, { algorithm: 'ES256', header }))).toBe(
      401,
    );
  });

  it('that was never given out is none: longer than an hour, without an end, of another password', async () => {
    const { iat, exp, ...rest } = claims() as { iat: number; exp: number };
    for (const payload of [
      { ...rest, iat, exp: exp + 1 },
      { ...rest, iat, exp: null },
      { ...rest, iat, exp: String(exp) },
      { ...rest, iat },
      { ...rest, exp },
      { ...claims(), generation: 'another generation' },
      { ...claims(), generation: undefined },
      { ...claims(), admin: true },
      [],
    ])
      expect([payload, await statusOf(signed({ alg: 'HS256', typ }, payload))]).toEqual([
        payload,
        401,
      ]);
  });

  it('is none once any one character of it is another', async () => {
    for (let at = 0; at < genuine.length; at += 1) {
      const other = genuine[at] === 'A' ? 'B' : 'A';
      const token = genuine.slice(0, at) + other + genuine.slice(at + 1);
      expect([at, await statusOf(token)]).toEqual([at, 401]);
    }
  });

  it('that is none is told one thing, whatever is wrong with it', async () => {
    const details = new Set<string | undefined>();
    for (const token of [undefined, 'x', 'a.b.c', `${genuine}A`, signed({ alg: 'none' }, {})]) {
      operator.token = token;
      const answer = await operator.ask('GET /admin/v1/license');
      expect(answer.headers.get('www-authenticate')).toBe('Bearer');
      details.add(problemOf(answer).detail);
    }
    expect([...details]).toEqual([
      'this needs a session: log in, and send its token as "Authorization: Bearer TOKEN"',
    ]);
  });

  it('is not kept by browsers or proxies', async () => {
    const answer = await operator.login(PASSWORD);
    expect(answer.headers.get('cache-control')).toBe('no-store');
  });
});

const base64 = (text: string) => Buffer.from(text).toString('base64url');
