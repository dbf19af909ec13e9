import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { testHash, testVendor } from '@easel/license/testing';
import { describe, expect, it } from 'vitest';
import { DAY, Office } from './testing/office.js';

const noon = Date.UTC(2026, 10, 30, 12);
const soon = (days: number) => noon / 1000 + days * 86_400;

/** An office with licence number 5 in force. */
const officeWithFive = () => Office.with({ seq: 5, jti: 'five' });

describe('a licence that is handed in', () => {
  it('is in force at once, tells the gateway, and the one before it is kept', async () => {
    await using office = await officeWithFive();
    await office.becomes(({ inForce }) => inForce);
    const told = new Promise<void>((resolve) => {
      office.holder().onChange(({ expires }) => {
        if (expires === soon(90)) resolve();
      });
    });
    const renewed = office.issue({ seq: 6, jti: 'six', kind: 'term', exp: soon(90) });
    expect(await office.install(renewed)).toMatchObject({
      outcome: 'installed',
      before: { jti: 'five' },
      after: { jti: 'six', expires: new Date(noon + 90 * DAY).toISOString() },
    });
    await told;
    expect(await office.history()).toMatchObject({
      current: { jti: 'six' },
      previous: [{ license: { jti: 'five' } }],
    });
    expect(office.audit().find(({ event }) => event === 'install')).toMatchObject({
      actor: 'admin from a test',
      outcome: 'installed',
      jti: 'six',
      at: expect.stringMatching(/^2026-11-30T/),
    });
  });

  it('is only shown on a dry run', async () => {
    await using office = await officeWithFive();
    const before = readFileSync(office.files.current);
    const change = await office.install(office.issue({ seq: 6, jti: 'six' }), { dryRun: true });
    expect(change).toMatchObject({ outcome: 'installed', dry_run: true, after: { jti: 'six' } });
    expect(readFileSync(office.files.current)).toEqual(before);
    expect(office.audit().some(({ event }) => event === 'install')).toBe(false);
  });

  it.each([
    ['a lower number', 4],
    ['the same number and another name', 5],
  ])('with %s changes nothing, and that is no failure', async (_, seq) => {
    await using office = await officeWithFive();
    const change = await office.install(office.issue({ seq, jti: 'older' }));
    expect(change.outcome).toBe('kept');
    expect(change.reason.en).toBe(`number 5 is in force and stays: number ${seq} is not higher`);
    expect((await office.status()).license?.jti).toBe('five');
  });

  it('with a lower number is taken where nothing is in force', async () => {
    await using office = await Office.with({ seq: 5, kind: 'trial', exp: soon(1) });
    office.pass(2 * DAY);
    expect(await office.install(office.issue({ seq: 4, jti: 'four' }))).toMatchObject({
      outcome: 'installed',
    });
    expect(await office.verdict()).toBe('in_force');
  });

  it('twice is in force already', async () => {
    await using office = await officeWithFive();
    const file = readFileSync(office.files.current);
    expect(await office.install(file)).toMatchObject({ outcome: 'unchanged' });
  });

  it('by two at once leaves one of the two, whole', async () => {
    await using office = await officeWithFive();
    const [six, seven] = [
      office.issue({ seq: 6, jti: 'six' }),
      office.issue({ seq: 7, jti: 'seven' }),
    ];
    const outcomes = await Promise.all([office.install(seven), office.install(six)]);
    expect(outcomes.map(({ outcome }) => outcome)).toEqual(['installed', 'kept']);
    expect(readFileSync(office.files.current, 'utf8')).toBe(seven);
  });

  it('for fewer deployments than are in service needs a yes', async () => {
    await using office = await officeWithFive();
    const file = office.issue({ seq: 6, jti: 'six', deployments: ['bolts'] });
    const serving = ['bolts', 'nuts'];
    expect(await office.install(file, { serving })).toMatchObject({
      outcome: 'would_drop',
      dropped: ['nuts'],
      reason: { en: 'it does not cover what is in service: nuts' },
    });
    expect((await office.status()).license?.jti).toBe('five');
    expect(await office.install(file, { serving, mayDrop: true })).toMatchObject({
      outcome: 'installed',
    });
  });

  it.each<[string, (office: Office) => string | Buffer, RegExp]>([
    [
      'a changed byte',
      (office) => office.issue({ seq: 6 }).replace(/.{6}\n$/, 'AAAAAA\n'),
      /changed/,
    ],
    [
      "another machine's",
      (office) => office.issue({ seq: 6, fingerprints: [{ machineId: [testHash('x')] }] }),
      /another machine/,
    ],
    ["another vendor's", () => testVendor('Another').issue(), /not signed by the vendor/],
    [
      'one that ended',
      (office) => office.issue({ seq: 6, kind: 'trial', exp: soon(-1) }),
      /expired/,
    ],
    ['nothing', () => '', /is damaged/],
    ["this machine's request", () => '{\n  "easel_request": 1,\n', /is a request file: send it/],
    ['three lines', (office) => `${office.issue({ seq: 6 })}a\nb\n`, /is damaged/],
    [
      'a keyset of a root that is not trusted',
      (office) => `${office.issue({ seq: 6 })}${testVendor('Another').keysetToken}\n`,
      /keyset was changed, or not signed/,
    ],
  ])('is refused with the reason, and nothing is lost: %s', async (_, make, reason) => {
    await using office = await officeWithFive();
    const before = readFileSync(office.files.current);
    const change = await office.install(make(office));
    expect(change.outcome).toBe('refused');
    expect(change.reason.en).toMatch(reason);
    expect(readFileSync(office.files.current)).toEqual(before);
    expect(await office.verdict()).toBe('in_force');
    expect(office.audit().at(-1)).toMatchObject({ event: 'install', outcome: 'refused' });
  });
});

describe('a licence that begins later', () => {
  const later = { seq: 6, jti: 'six', nbf: soon(10) };

  it('waits, shows that it does, and takes its place in its second, also after a restart', async () => {
    await using office = await Office.with({ seq: 5, jti: 'five', kind: 'trial', exp: soon(10) });
    expect(await office.install(office.issue(later))).toMatchObject({ outcome: 'queued' });
    expect(await office.status()).toMatchObject({
      license: { jti: 'five' },
      queued: { jti: 'six' },
    });
    await office.kill();
    await office.start();
    office.pass(10 * DAY - 1000);
    expect((await office.status()).license?.jti).toBe('five');
    office.pass(1000);
    expect(await office.status()).toMatchObject({
      state: 'in_force',
      license: { jti: 'six' },
      queued: null,
    });
    expect((await office.history()).previous[0]?.license.jti).toBe('five');
  });

  it('takes its place in memory while no disk takes it, and on the disk once one does', async () => {
    await using office = await Office.with({ seq: 5, jti: 'five', kind: 'trial', exp: soon(10) });
    await office.install(office.issue(later));
    writeFileSync(office.files.history, 'and no folder where one must be');
    office.pass(10 * DAY);
    expect(await office.status()).toMatchObject({ state: 'in_force', license: { jti: 'six' } });
    rmSync(office.files.history);
    office.pass(10_000);
    expect(existsSync(office.files.queued)).toBe(false);
    expect((await office.history()).previous.map(({ license }) => license.jti)).toEqual(['five']);
  });

  it('killed as it takes its place, is not kept as one that went before itself', async () => {
    await using office = await officeWithFive();
    await office.install(office.issue(later));
    const waiting = readFileSync(office.files.queued);
    office.pass(10 * DAY);
    await office.kill();
    writeFileSync(office.files.queued, waiting);
    await office.start();
    expect(await office.restore()).toMatchObject({ outcome: 'installed', after: { jti: 'five' } });
  });

  it('for less than the one in force is warned of until it begins', async () => {
    await using office = await officeWithFive();
    await office.install(office.issue({ ...later, deployments: ['bolts'] }));
    const { warnings } = await office.status();
    expect(warnings).toMatchObject([
      {
        code: 'queued_covers_less',
        words: {
          en: 'the licence that begins on 2026-12-10 covers only bolts: less than this one',
        },
      },
    ]);
    office.pass(10 * DAY);
    expect(await office.warnings()).toEqual([]);
  });

  it('is refused at once when it is for another machine', async () => {
    await using office = await officeWithFive();
    const file = office.issue({ ...later, fingerprints: [{ machineId: [testHash('x')] }] });
    expect(await office.install(file)).toMatchObject({ outcome: 'refused' });
    expect((await office.status()).queued).toBeNull();
  });

  it('with a lower number does not push out one that waits', async () => {
    await using office = await officeWithFive();
    await office.install(office.issue({ ...later, seq: 8, jti: 'eight' }));
    expect(await office.install(office.issue({ ...later, seq: 7, jti: 'seven' }))).toMatchObject({
      outcome: 'kept',
      reason: { en: 'number 8 waits to begin and stays: number 7 is not higher' },
    });
    expect((await office.status()).queued?.jti).toBe('eight');
    expect(await office.install(office.issue({ ...later, seq: 9, jti: 'nine' }))).toMatchObject({
      outcome: 'queued',
    });
    expect((await office.status()).queued?.jti).toBe('nine');
  });

  it('that was revoked meanwhile is put aside, and what is in force stays', async () => {
    await using office = await officeWithFive();
    await office.install(office.issue(later));
    const keyset = office.vendor.rekey({ version: 2, revoked: ['six'] });
    await office.install(`${office.issue({ seq: 5, jti: 'five' }).trimEnd()}\n${keyset}\n`);
    office.pass(11 * DAY);
    expect(await office.status()).toMatchObject({ license: { jti: 'five' }, queued: null });
    expect(office.audit().map(({ event }) => event)).toContain('queued-refused');
  });
});

describe('an earlier licence', () => {
  it('is put back in place, its lower number notwithstanding', async () => {
    await using office = await officeWithFive();
    await office.install(office.issue({ seq: 6, jti: 'six' }));
    expect(await office.restore()).toMatchObject({ outcome: 'installed', after: { jti: 'five' } });
    expect((await office.status()).license?.jti).toBe('five');
    expect(await office.restore('six')).toMatchObject({ outcome: 'installed' });
    const { previous } = await office.history();
    expect(previous.map(({ license }) => license.jti)).toEqual(['five']);
    expect(await office.restore('unheard-of')).toMatchObject({
      outcome: 'refused',
      reason: { en: 'no licence unheard-of is kept here' },
    });
  });

  it('is kept three deep, also when it was replaced by hand', async () => {
    await using office = await officeWithFive();
    for (const seq of [6, 7, 8]) {
      office.pass(1000);
      await office.install(office.issue({ seq, jti: `number-${seq}` }));
    }
    office.pass(1000);
    office.drop(office.issue({ seq: 9, jti: 'by-hand' }));
    office.glance();
    const { current, previous } = await office.history();
    expect(current?.jti).toBe('by-hand');
    expect(previous.map(({ license }) => license.jti)).toEqual([
      'number-8',
      'number-7',
      'number-6',
    ]);
  });
});

describe('a keyset that comes with a licence', () => {
  it('is taken up when it is newer, lasts, and revokes at once', async () => {
    await using office = await officeWithFive();
    const keyset = office.vendor.rekey({ version: 2, revoked: ['five'] });
    const change = await office.install(`${office.issue({ seq: 6, jti: 'six' })}${keyset}\n`);
    expect(change).toMatchObject({ outcome: 'installed', keyset: { version: 2, taken: true } });
    await office.kill();
    await office.start();
    expect((await office.status()).keyset?.version).toBe(2);
    const taken = office.audit().filter(({ event }) => event === 'keyset-taken');
    expect(taken).toMatchObject([{ version: 2, actor: 'admin from a test' }]); // told once
    expect(await office.restore('five')).toMatchObject({ outcome: 'refused' });
  });

  it('revokes what is in force when it comes with that very licence', async () => {
    await using office = await officeWithFive();
    const keyset = office.vendor.rekey({ version: 2, revoked: ['five'] });
    const again = `${readFileSync(office.files.current, 'utf8').trimEnd()}\n${keyset}\n`;
    expect(await office.install(again)).toMatchObject({
      outcome: 'refused',
      reason: { en: 'the licence was revoked' },
      keyset: { version: 2, taken: true },
    });
    expect(await office.verdict()).toBe('revoked');
  });

  it('revokes what is in force even when the licence beside it is not needed', async () => {
    await using office = await officeWithFive();
    await office.becomes(({ inForce }) => inForce);
    const keyset = office.vendor.rekey({ version: 2, revoked: ['five'] });
    office.drop(`${office.issue({ seq: 5, jti: 'five' })}${keyset}\n`);
    office.glance();
    expect((await office.becomes(({ inForce }) => !inForce)).why).toBe('revoked');
  });

  it('leaves what it revokes no say, whatever number that has', async () => {
    await using office = await Office.with({ seq: 9, jti: 'nine' });
    const keyset = office.vendor.rekey({ version: 2, revoked: ['nine'] });
    const five = `${office.issue({ seq: 5, jti: 'five' }).trimEnd()}\n${keyset}\n`;
    expect(await office.install(five)).toMatchObject({ outcome: 'installed' });
    expect((await office.status()).license?.jti).toBe('five');
  });

  it('of a lower version, or of another root, is refused by name in the audit log', async () => {
    await using office = await officeWithFive();
    await office.install(`${office.issue({ seq: 6 })}${office.vendor.rekey({ version: 3 })}\n`);
    await office.install(`${office.issue({ seq: 7 })}${office.vendor.rekey({ version: 2 })}\n`);
    office.drop(`${office.issue({ seq: 8 })}${testVendor('Another').keysetToken}\n`);
    office.glance();
    const refused = office.audit().filter(({ event }) => event === 'keyset-refused');
    expect(refused.map(({ why }) => why)).toEqual([
      'version 3 is in force',
      'the keyset was changed, or not signed by the vendor',
    ]);
    expect((await office.status()).keyset?.version).toBe(3);
  });

  it('of a lower version, in a file that is looked at again and again, is refused once', async () => {
    await using office = await officeWithFive();
    const beside = (license: string, version: number) =>
      `${license.trimEnd()}\n${office.vendor.rekey({ version })}\n`;
    await office.install(beside(office.issue({ seq: 6, jti: 'six' }), 2));
    const seven = office.issue({ seq: 7, jti: 'seven', nbf: soon(10) });
    await office.install(beside(seven, 3));
    await office.install(beside(office.issue({ seq: 5, jti: 'five' }), 4));
    for (let looks = 0; looks < 5; looks++) office.pass(10_000);
    const refused = office.audit().filter(({ event }) => event === 'keyset-refused');
    expect(refused).toHaveLength(2); // one for each file
  });
});

describe('a keyset that comes alone, as a package brings it', () => {
  it('is taken up when it is newer, and revokes at once; what it does not revoke stays in force', async () => {
    await using office = await officeWithFive();
    const harmless = office.vendor.rekey({ version: 2 });
    expect(await office.install(`${harmless}\n`, { dryRun: true })).toMatchObject({
      dry_run: true,
    });
    expect((await office.status()).keyset?.version).toBe(1);
    expect(await office.install(`${harmless}\n`)).toMatchObject({
      outcome: 'unchanged',
      after: null,
      keyset: { version: 2, taken: true },
    });
    expect(await office.verdict()).toBe('in_force');
    const revoking = office.vendor.rekey({ version: 3, revoked: ['five'] });
    await office.install(`${revoking}\n`);
    expect(await office.verdict()).toBe('revoked');
    await office.kill();
    await office.start();
    expect((await office.status()).keyset?.version).toBe(3);
    expect(await office.verdict()).toBe('revoked');
  });

  it('is taken up where there is no licence yet', async () => {
    await using office = await new Office().start();
    await office.install(office.vendor.rekey({ version: 2 }));
    expect((await office.status()).keyset?.version).toBe(2);
  });

  it('changes nothing where it is the one in force, an older one, or of another root', async () => {
    await using office = await officeWithFive();
    const two = office.vendor.rekey({ version: 2 });
    const three = office.vendor.rekey({ version: 3 });
    await office.install(three);
    expect(await office.install(three)).toMatchObject({
      outcome: 'unchanged',
      keyset: { version: 3, taken: false },
    });
    expect(await office.install(two)).toMatchObject({
      outcome: 'kept',
      reason: { en: 'a keyset without a licence: version 3 counts and stays, 2 is older' },
      keyset: { version: 2, taken: false },
    });
    expect(await office.install(testVendor('Another').keysetToken)).toMatchObject({
      outcome: 'refused',
      reason: { en: 'the keyset was changed, or not signed by the vendor' },
      keyset: null,
    });
    expect((await office.status()).keyset?.version).toBe(3);
    expect(await office.verdict()).toBe('in_force');
  });
});

describe('no licence', () => {
  it('is told, and one that is dropped in serves at once', async () => {
    await using office = await new Office().start();
    expect((await office.becomes(({ why }) => why === 'missing')).reason).toBe(
      'the licence is not installed',
    );
    office.drop(office.issue());
    await office.becomes(({ inForce }) => inForce);
    rmSync(office.files.current);
    await office.becomes(({ why }) => why === 'missing');
  });
});
