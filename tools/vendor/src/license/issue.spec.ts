import { readFileSync, writeFileSync } from 'node:fs';
import { parseLicenseFile, publicP256, verifyKeyset } from '@easel/license';
import { beforeEach, describe, expect, it } from 'vitest';

import { Desk, hash, machine } from '../cli/desk.fixture.js';
import { readPublicKeys } from '../keys/keyset-file.js';
import { readLedger } from '../ledger/reading.js';

let desk: Desk;

const issued = () =>
  readLedger(desk.keys).entries.flatMap((entry) => (entry.event === 'issued' ? [entry] : []));

beforeEach(async () => {
  desk = new Desk();
  await desk.init();
});

describe('a licence', () => {
  it('is a trial for everything on the machine of the request unless told otherwise', async () => {
    expect(await desk.issue('--request', desk.request())).toMatchObject({
      code: 0,
      out: /^Wrote .*easel\.lic: number 1 for 某某工厂/,
    });
    expect(desk.license()).toMatchObject({
      iss: 'A Vendor',
      customer: '某某工厂',
      kind: 'trial',
      mode: 'cpu',
      deployments: ['*'],
      fingerprints: [machine()],
      warn_days: 30,
      grace_days: 0,
      seq: 1,
    });
  });

  it.each([
    ['from now on', undefined, undefined],
    ['over a leap day', '2028-02-10', '2028-03-11'],
    ['over a February without one', '2027-02-10', '2027-03-12'],
    ['from 30 January on', '2027-01-30', '2027-03-01'],
    ['from 30 January of a leap year on', '2028-01-30', '2028-02-29'],
    ['from an hour and a zone on', '2027-01-30T08:00:00+08:00', '2027-03-01'],
  ])('for a trial lasts 30 days of 86,400 s, to the second: %s', async (_, from, until) => {
    await desk.issue('--request', desk.request(), ...(from ? ['--from', from] : []));
    const { nbf, exp } = desk.license();
    expect(exp! - nbf).toBe(2_592_000);
    if (until) expect(new Date(exp! * 1000).toISOString()).toBe(`${until}T00:00:00.000Z`);
  });

  it('for a term has an end, and a grace after it where it was sold with one', async () => {
    const term = ['--kind', 'term', '--days', '365', '--grace-days', '14', '--warn-days', '60'];
    await desk.issue('--request', desk.request(), ...term, '--deployments', 'bolts,nuts');
    const { nbf, exp, ...says } = desk.license();
    expect(exp! - nbf).toBe(365 * 86_400);
    expect(says).toMatchObject({
      kind: 'term',
      grace_days: 14,
      warn_days: 60,
      deployments: ['bolts', 'nuts'],
    });
  });

  it('that is permanent has no end', async () => {
    await desk.issue('--request', desk.request(), '--kind', 'permanent');
    expect(desk.license()).not.toHaveProperty('exp');
  });

  it('comes with the keyset on a second line, which the root signed', async () => {
    await desk.issue('--request', desk.request());
    const file = parseLicenseFile(readFileSync(desk.path('easel.lic')));
    const root = publicP256(readPublicKeys(desk.keys).rootPem);
    expect(verifyKeyset(file.keyset!, root)).toMatchObject({ issuer: 'A Vendor', version: 1 });
  });

  it('goes to standard output alone where no file is named, what is said of it beside that', async () => {
    const { out, err } = await desk.run(
      ...['license', 'issue', '--keys', 'keys', '--customer', 'X', '--yes'],
      ...['--request', desk.request()],
    );
    expect(out.trimEnd().split('\n')).toHaveLength(2);
    expect(err).toMatch(/tolerates[^]*Issued number 1/);
  });

  it('has a number above every one before, in the ledger and at the site, unless told', async () => {
    const at = { jti: 'x', seq: 41, customer: 'x' };
    await desk.issue('--request', desk.request({ license: at }));
    expect(desk.license().seq).toBe(42);
    await desk.issue('--request', desk.request(), '--kind', 'permanent');
    expect(desk.license().seq).toBe(43);
    await desk.issue('--request', desk.request(), '--kind', 'permanent', '--seq', '7');
    expect(desk.license().seq).toBe(7);
  });

  it('may be for all the machines of a site', async () => {
    const other = machine({}, 'b');
    desk.request({}, 'a.json');
    desk.request({ fingerprint: other }, 'b.json');
    const { err } = await desk.issue('--request', 'a.json', 'b.json');
    expect(err).toMatch(/Machine 1 of 2[^]*Machine 2 of 2/);
    expect(desk.license().fingerprints).toEqual([machine(), other]);
  });

  it('still reaches whoever asked when its file cannot be written: it is in the ledger by then', async () => {
    const outcome = await desk.issue('--request', desk.request(), '--out', 'keys/root.pem/x.lic');
    expect(outcome).toMatchObject({
      code: 1,
      err: /cannot be written: the licence is on standard/,
    });
    expect(outcome.out).toContain(issued()[0]!.token);
  });
});

describe('a licence for a GPU card', () => {
  const cards = [hash('card-0'), hash('card-1')];

  it('is bound to the card of that number, and to nothing else of the machine', async () => {
    const { err } = await desk.issue(
      '--request',
      desk.request({ cards }),
      '--mode',
      'gpu',
      '--card',
      '1',
    );
    expect(err).toMatch(/this card alone counts/);
    expect(desk.license()).toMatchObject({ mode: 'gpu', fingerprints: [{ gpu: [cards[1]] }] });
  });

  it('needs no number where there is one card', async () => {
    await desk.issue('--request', desk.request({ cards: [hash('only')] }), '--mode', 'gpu');
    expect(desk.license().fingerprints).toEqual([{ gpu: [hash('only')] }]);
  });

  it.each([
    ['several cards and no choice', cards, [], /2 cards: choose with --card 0 to 1/],
    ['a card that is not there', cards, ['--card', '2'], /no card 2: the last is 1/],
    ['a machine without cards', [], [], /shows no GPU card/],
  ])('is refused for %s', async (_, there, more, words) => {
    const request = desk.request({ cards: there });
    expect(await desk.issue('--request', request, '--mode', 'gpu', ...more)).toMatchObject({
      code: 1,
      err: words,
    });
  });
});

describe('before it signs, issue shows', () => {
  const shown = async (
    fingerprint: ReturnType<typeof machine>,
    unavailable: 'boardSerial'[] = [],
  ) =>
    (await desk.issue('--request', desk.request({ fingerprint, unavailable }), '--accept-weak'))
      .err;
  const { machineId, productUuid, boardSerial, diskSerial, nics } = machine() as Required<
    ReturnType<typeof machine>
  >;

  it.each([
    [machine(), '5 parts; any 2 may change, but not board and disk both'],
    [{ machineId, productUuid, nics, diskSerial }, '4 parts; any 1 may change, but not the disk'],
    [{ boardSerial, diskSerial, nics }, '3 parts; any 1 may change\n'],
    [{ machineId, productUuid, nics }, '3 parts; any 1 may change\n'],
    [{ machineId, boardSerial }, '2 parts, weak: each must stay as it is'],
    [{ machineId }, '1 part, weak: it must stay as it is'],
  ])('what the machine may go through: %j', async (fingerprint, words) => {
    expect(await shown(fingerprint)).toContain(words);
  });

  it('what it is known by, and what could not be read', async () => {
    const text = await shown({ machineId, diskSerial, nics }, ['boardSerial']);
    expect(text).toMatch(/known by +machine id, disk serial, network cards \(any one of 2\)/);
    expect(text).toMatch(/not read +board serial: the licence will not be bound to it/);
  });

  it('that a development id is nothing that a release edition reads', async () => {
    expect(await shown(machine({ developmentId: [hash('id')] }))).toMatch(
      /development id is a random number in a file: no release edition reads it/,
    );
  });

  it('what the licence will say, with dates in words', async () => {
    const { err } = await desk.issue('--request', desk.request(), '--from', '2028-02-10');
    expect(err).toMatch(/from +2028-02-10 00:00:00 UTC\n +until +2028-03-11 00:00:00 UTC/);
  });

  it('nothing that moves the cursor, whatever a request holds', async () => {
    const license = { jti: 'x', seq: 1, customer: '\u001b[2Jgone' };
    const { err } = await desk.issue('--request', desk.request({ license }));
    expect(err).toContain('[2Jgone');
    expect(err).not.toContain('\u001b');
  });
});

describe('whoever is at the terminal', () => {
  const ask = () =>
    desk.run(
      ...['license', 'issue', '--keys', 'keys', '--customer', 'X', '--out', 'easel.lic'],
      ...['--request', desk.request()],
    );

  it('is asked, and gets a licence for a yes', async () => {
    desk.typed = 'y\n';
    expect(await ask()).toMatchObject({ code: 0, err: /Sign this\? \[y\/N\]/ });
    expect(desk.license().customer).toBe('X');
  });

  it.each(['n\n', '\n', 'yesterday\n'])(
    'gets none for %j, and the ledger has none',
    async (typed) => {
      desk.typed = typed;
      expect(await ask()).toMatchObject({ code: 1, err: /Nothing was issued\n$/ });
      expect(issued()).toEqual([]);
    },
  );

  it('must say --yes where there is no terminal', async () => {
    expect(await ask()).toMatchObject({ code: 2, err: /--yes says that you looked at it\n$/ });
    expect(issued()).toEqual([]);
  });
});

describe('a machine that is known by little', () => {
  const weak = { machineId: [hash('machine-id')] };

  it('gets a licence only with --accept-weak, after it was shown to be weak', async () => {
    const request = desk.request({ fingerprint: weak });
    expect(await desk.issue('--request', request)).toMatchObject({
      code: 1,
      err: /1 part, weak[^]*accept that with --accept-weak/,
    });
    expect(await desk.issue('--request', request, '--accept-weak')).toMatchObject({ code: 0 });
  });

  it('gets none when it is known by nothing', async () => {
    const none = JSON.parse(readFileSync(desk.path(desk.request()), 'utf8')) as {
      fingerprint?: object;
    };
    delete none.fingerprint;
    writeFileSync(desk.path('none.json'), JSON.stringify(none));
    expect(await desk.issue('--request', 'none.json', '--accept-weak')).toMatchObject({
      code: 1,
      err: /nothing of this machine could be read/,
    });
  });
});

describe('a request file', () => {
  it.each([
    ['that is not there', undefined, /is not there/],
    ['that is no JSON', 'EASEL', /it is not JSON/],
    ['of another form', '{"fingerprint":{}}', /easel_request: .*; made: .*; edition: /],
    ['with more in it', '{"easel_request":1,"more":1}', /Unrecognized key: "more"/],
    ['that is too long', ' '.repeat(16_385), /is longer than 16384 bytes/],
  ])('%s is refused in a sentence', async (_, text, words) => {
    if (text !== undefined) writeFileSync(desk.path('bad.json'), text);
    expect(await desk.issue('--request', 'bad.json')).toMatchObject({ code: 1, err: words });
  });

  it('with the byte order mark of a mail program is taken', async () => {
    const request = desk.request();
    writeFileSync(desk.path(request), `\uFEFF${readFileSync(desk.path(request), 'utf8')}`);
    expect(await desk.issue('--request', request)).toMatchObject({ code: 0 });
  });
});
