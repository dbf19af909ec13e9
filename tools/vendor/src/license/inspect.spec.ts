import { readFileSync, writeFileSync } from 'node:fs';
import { beforeEach, describe, expect, it } from 'vitest';

import { Desk } from '../cli/desk.fixture.js';

let desk: Desk;

const inspect = (...more: string[]) => desk.run('license', 'inspect', 'easel.lic', ...more);
const lic = () => readFileSync(desk.path('easel.lic'), 'utf8');
const put = (text: string) => writeFileSync(desk.path('easel.lic'), text);
const unsigned = (payload: unknown) =>
  `${[{ alg: 'none' }, payload].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')}.AAAA`;

beforeEach(async () => {
  desk = new Desk();
  await desk.init();
  await desk.issue('--request', desk.request(), '--from', '2028-02-10');
});

describe('license inspect', () => {
  it('says in words what a licence says, and that it is genuine, its keyset too', async () => {
    const { code, out } = await inspect('--keys', 'keys');
    expect(code).toBe(0);
    expect(out).toMatch(/customer +某某工厂\n +kind +a trial, one for each machine\n/);
    expect(out).toMatch(
      /deployments +all\n +from +2028-02-10 00:00:00 UTC\n +until +2028-03-11 00:00:00 UTC/,
    );
    expect(out).toMatch(/5 parts; any 2 may change/);
    expect(out).toMatch(/verdict +genuine[^]*keyset[^]*version +1\n +verdict +genuine/);
  });

  it('aligns what it says', async () => {
    const { out } = await inspect();
    const columns = [...out.matchAll(/^ {2}(\S.*? {2,})\S/gm)].map(
      ([, label = '']) => label.length,
    );
    expect(new Set(columns.slice(0, 10)).size).toBe(1);
  });

  it('verifies nothing without keys, not even with the keyset that came along, and says so', async () => {
    const { code, out } = await inspect();
    expect(code).toBe(0);
    expect(out.match(/not verified/g)).toHaveLength(2);
    expect(out).not.toContain('genuine');
  });

  it('says of a changed one what is wrong, and of its keyset as well', async () => {
    const [license = '', keyset = ''] = lic().split('\n');
    put(`${license.slice(0, -9)}AAAAAAAAA\n${keyset.slice(0, -9)}AAAAAAAAA\n`);
    const { code, out, err } = await inspect('--keys', 'keys');
    expect(code).toBe(1);
    expect(out).toMatch(/verdict +not to be counted on: the licence was changed/);
    expect(out).toMatch(/verdict +not to be counted on: the keyset was changed/);
    expect(err).toMatch(/^Not to be counted on: the licence was changed/);
  });

  it('says of a revoked one that it was', async () => {
    await desk.run('license', 'revoke', desk.license().jti, '--keys', 'keys', '--reason', 'x');
    expect(await inspect('--keys', 'keys')).toMatchObject({ code: 1, out: /licence was revoked/ });
  });

  it('judges, as a site would, by a newer keyset that came along', async () => {
    await desk.run('keys', 'init', 'old');
    for (const name of ['root.pem', 'keyset.jwt'])
      writeFileSync(desk.path(`old/${name}`), readFileSync(desk.path(`keys/${name}`)));
    await desk.run('keys', 'rotate', 'keys', '--use', 'license');
    await desk.issue('--request', desk.request(), '--kind', 'permanent');
    expect(await inspect('--keys', 'old')).toMatchObject({
      code: 0,
      out: /from .*\n +until +for ever\n +warns/,
    });
    put(lic().split('\n')[0]!);
    expect(await inspect('--keys', 'old')).toMatchObject({ code: 1, out: /not trusted here/ });
  });

  it("is not taken in by another vendor's licence and keyset", async () => {
    await desk.run('keys', 'init', 'others', '--issuer', 'A Vendor');
    expect(await inspect('--keys', 'others')).toMatchObject({ code: 1, out: /not trusted here/ });
  });

  it('shows what somebody wrote as it stands, and lets none of it steer the terminal', async () => {
    const says = { customer: '\u001b[2Jgone', nbf: 1e300, exp: 'never', fingerprints: [7], x: [1] };
    put(unsigned(says));
    const { out } = await inspect();
    expect(out).toMatch(
      /customer +.\[2Jgone\n +from +1e\+300\n +until +"never"\n +machine +7\n +x +\[1\]/u,
    );
    expect(out).not.toContain('\u001b');
  });

  it.each([['nothing'], ['a.b.c'], [unsigned([1])], [unsigned('x')]])(
    'survives what is no licence: %s',
    async (text) => {
      put(text);
      expect(await inspect('--keys', 'keys')).toMatchObject({
        code: 1,
        out: /nothing that can be read/,
      });
    },
  );

  it('says of a keyset alone what it is and names, and whether it is genuine', async () => {
    const { jti } = desk.license();
    await desk.run('license', 'revoke', jti, '--keys', 'keys', '--reason', 'x');
    const look = (...more: string[]) => desk.run('license', 'inspect', 'keys/keyset.jwt', ...more);
    const { code, out } = await look('--keys', 'keys');
    expect(out).toMatch(
      /^The keyset\n +by +A Vendor\n +version +2\n +keys +\S+: license, active\n +\S+: package, active\n/,
    );
    expect(out).toMatch(new RegExp(`revoked +${jti}\n +verdict +genuine`));
    expect(code).toBe(0);
    expect((await look()).out).toMatch(/^The keyset\n[^]*verdict +not verified/);
    await desk.run('keys', 'init', 'others');
    const foreign = await look('--keys', 'others');
    expect(foreign).toMatchObject({
      code: 1,
      err: /^Not to be counted on: the keyset was changed/,
    });
    const { out: json } = await look('--keys', 'keys', '--json');
    expect(JSON.parse(json)).toMatchObject({
      is: 'keyset',
      says: { version: 2, revoked: [jti] },
      verdict: { genuine: true },
    });
  });

  it('survives a keyset that somebody made up', async () => {
    const header = Buffer.from('{"typ":"easel-keyset+jwt"}').toString('base64url');
    const says = { iss: '\u001b[2J', version: {}, keys: [null, 7, { kid: 1 }], revoked: 'x' };
    put(`${header}.${Buffer.from(JSON.stringify(says)).toString('base64url')}.AAAA`);
    const { code, out } = await inspect('--keys', 'keys');
    expect([code, out]).toEqual([
      1,
      expect.stringMatching(/^The keyset\n[^]*not to be counted on/),
    ]);
    expect(out).not.toContain('\u001b');
  });

  it('tells machines the same', async () => {
    const { out } = await inspect('--keys', 'keys', '--json');
    expect(JSON.parse(out)).toMatchObject({
      says: { customer: '某某工厂', seq: 1 },
      verdict: { genuine: true },
      keyset: { version: 1, verdict: { genuine: true } },
    });
  });

  it.each([
    ['that is not there', undefined, /is not there/],
    ['that is empty', '', /the licence is damaged/],
    ['that is too long', 'x'.repeat(90_000), /longer than any licence/],
  ])('refuses a file %s', async (_, text, words) => {
    if (text === undefined)
      expect(await desk.run('license', 'inspect', 'none')).toMatchObject({ code: 1, err: words });
    else {
      put(text);
      expect(await inspect()).toMatchObject({ code: 1, err: words });
    }
  });
});
