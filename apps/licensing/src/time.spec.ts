import { appendFileSync, copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DAY, HOUR, Office } from './testing/office.js';

const noon = Date.UTC(2026, 10, 30, 12);
const seconds = (ms: number) => Math.floor(ms / 1000);

/** A trial that ends so long after noon. */
const trial = (ms: number) => ({ kind: 'trial', exp: seconds(noon + ms) }) as const;

describe('a licence that ends', () => {
  it('is in force one second before its end, and not at it nor after it', async () => {
    await using office = await Office.with(trial(DAY));
    office.pass(DAY - 1000);
    expect(await office.verdict()).toBe('in_force');
    office.pass(1000);
    expect(await office.verdict()).toBe('expired');
    office.pass(1000);
    expect(await office.verdict()).toBe('expired');
  });

  it('has its grace from its end on, to the second', async () => {
    const term = { kind: 'term', grace_days: 7, exp: seconds(noon + DAY) } as const;
    await using office = await Office.with(term);
    office.pass(DAY - 1000);
    expect(await office.verdict()).toBe('in_force');
    office.pass(1000);
    expect(await office.status()).toMatchObject({ state: 'grace', warnings: [{ code: 'grace' }] });
    office.pass(7 * DAY - 1000);
    expect(await office.verdict()).toBe('grace');
    office.pass(1000);
    expect(await office.verdict()).toBe('expired');
  });

  it('is announced once each 30, 14, 7, 3 and 1 days ahead, in the audit log too', async () => {
    await using office = await Office.with({ ...trial(40 * DAY), warn_days: 30 });
    for (let day = 0; day < 40; day++) {
      office.pass(DAY / 2);
      office.pass(DAY / 2);
    }
    const told = office.audit().filter(({ event }) => event === 'license-expiring');
    expect(told.map(({ days }) => days)).toEqual([30, 14, 7, 3, 1]);
    expect(office.lines.filter((line) => line.includes('the licence expires on'))).toHaveLength(5);
  });

  it('tells a gateway in the second that it ends, without being asked', async () => {
    await using office = await Office.with(trial(10 * DAY));
    await office.becomes(({ inForce }) => inForce);
    office.pass(10 * DAY);
    const { reason } = await office.becomes(({ inForce, why }) => !inForce && why === 'expired');
    expect(reason).toBe('the licence expired on 2026-12-10');
  });

  it.each([
    ['over 29 February', Date.UTC(2028, 1, 10, 9)],
    ['from 30 January', Date.UTC(2027, 0, 30, 9)],
  ])('ends after 30 times 86,400 seconds, %s', async (_, begins) => {
    const nbf = seconds(begins);
    const exp = nbf + 30 * 86_400;
    await using office = await Office.with({ kind: 'trial', iat: nbf, nbf, exp }, begins);
    office.pass(30 * DAY - 1000);
    expect(await office.verdict()).toBe('in_force');
    office.pass(1000);
    expect(await office.verdict()).toBe('expired');
  });
});

describe('a clock that is set back', () => {
  it.each([
    ['59 minutes', 59 * 60_000, []],
    ['61 minutes', 61 * 60_000, ['clock_set_back']],
    ['a year', 365 * DAY, ['clock_set_back']],
  ])('by %s gains nothing', async (_, back, warnings) => {
    await using office = await Office.with({ ...trial(2 * DAY), warn_days: 0 });
    office.pass(DAY);
    office.set(office.wall - back);
    expect(await office.warnings()).toEqual(warnings);
    office.pass(DAY - 1000);
    expect(await office.verdict()).toBe('in_force');
    office.pass(1000);
    expect(await office.verdict()).toBe('expired');
  });

  it('while it was off gains nothing either', async () => {
    await using office = await Office.with(trial(2 * DAY));
    office.pass(DAY);
    await office.stop();
    office.set(noon);
    await office.start();
    office.pass(DAY);
    expect(await office.verdict()).toBe('expired');
  });
});

describe('a clock that is set ahead', () => {
  it('to 2151 and back within the hour costs nothing', async () => {
    await using office = await Office.with({ ...trial(10 * DAY), warn_days: 0 });
    office.set(Date.UTC(2151, 0));
    expect(await office.verdict()).toBe('expired');
    expect(await office.warnings()).toContain('clock_jump');
    office.pass(59 * 60_000);
    office.set(noon + HOUR);
    expect(await office.verdict()).toBe('in_force');
    expect(await office.warnings()).toEqual([]);
    await office.kill();
    await office.start();
    expect(await office.verdict()).toBe('in_force');
  });

  it('is believed after an hour without another jump', async () => {
    await using office = await Office.with(trial(10 * DAY));
    office.set(noon + 60 * DAY);
    office.pass(40 * 60_000);
    office.set(office.wall + 30 * DAY); // the hour begins anew
    office.pass(40 * 60_000);
    expect(await office.warnings()).toContain('clock_jump');
    office.pass(20 * 60_000);
    office.set(noon + HOUR);
    expect(await office.verdict()).toBe('expired');
    expect(await office.warnings()).toContain('clock_set_back');
  });

  it('by a machine that was off for 60 days counts at once, and for good within the hour', async () => {
    await using office = await Office.with(trial(30 * DAY));
    await office.stop();
    office.wall += 60 * DAY;
    await office.start();
    expect(await office.verdict()).toBe('expired');
    office.pass(30 * 60_000).pass(30 * 60_000);
    office.set(noon + DAY);
    expect(await office.verdict()).toBe('expired');
  });

  it('by 25 hours, and killed every 59 minutes, does not make time stand still', async () => {
    await using office = await Office.with({ ...trial(11 * HOUR), warn_days: 0 });
    office.set(noon + 25 * HOUR);
    for (let round = 0; round < 12; round++) {
      for (let minute = 0; minute < 59; minute++) office.pass(60_000);
      await office.kill();
      office.wall -= 59 * 60_000; // and set to where it was
      await office.start();
    }
    office.set(noon);
    const { clock } = await office.status();
    // 12 times 59 minutes passed; a kill loses half a minute at most.
    expect(Date.parse(clock.effective)).toBeGreaterThan(noon + 11 * HOUR);
    expect(await office.verdict()).toBe('expired');
  });
});

describe('the time that was kept', () => {
  it('is written at least once a minute', async () => {
    await using office = await Office.with(trial(2 * DAY));
    for (let second = 0; second < 60; second += 10) office.pass(10_000);
    await office.kill();
    office.wall = noon;
    await office.start();
    const { clock } = await office.status();
    expect(Date.parse(clock.effective)).toBeGreaterThanOrEqual(noon + 30_000);
  });

  it.each([
    ['deleted', (path: string) => rmSync(path)],
    ['damaged', (path: string) => writeFileSync(path, '{"format":1,"mark":17')],
    ['empty', (path: string) => writeFileSync(path, '')],
    ['absurd', (path: string) => writeFileSync(path, '{"format":1,"mark":1e18,"memory":{}}')],
  ])('%s is told, and the audit log counts in its place', async (_, spoil) => {
    await using office = await Office.with(trial(2 * DAY));
    for (let hour = 0; hour < 25; hour++) office.pass(HOUR);
    await office.stop();
    spoil(office.files.state);
    office.wall = noon;
    await office.start();
    expect(await office.warnings()).toContain('mark_lost');
    office.pass(DAY);
    expect(await office.verdict()).toBe('expired');
  });

  it('lost with the audit log leaves when the licence and keyset were signed, and the build', async () => {
    await using office = await Office.with({ iat: seconds(noon), nbf: seconds(noon) });
    await office.stop();
    writeFileSync(office.files.state, 'lost');
    rmSync(office.files.audit);
    office.wall = noon - 300 * DAY;
    await office.start();
    expect(await office.warnings()).toEqual(
      expect.arrayContaining(['mark_lost', 'clock_set_back']),
    );
    expect(Date.parse((await office.status()).clock.effective)).toBe(noon);
    await office.stop();
    writeFileSync(office.files.state, 'lost');
    rmSync(office.files.audit);
    await office.start({ builtAt: noon + 5 * DAY });
    expect(Date.parse((await office.status()).clock.effective)).toBe(noon + 5 * DAY);
  });

  it('is not before the keyset was signed that the edition brought', async () => {
    await using office = new Office(noon - 300 * DAY);
    const keysetToken = office.vendor.rekey({ iat: seconds(noon) });
    office.trust({ ...office.vendor, keysetToken });
    office.drop(office.issue({ iat: seconds(noon - DAY), nbf: seconds(noon - DAY) }));
    await office.start();
    expect(Date.parse((await office.status()).clock.effective)).toBe(noon);
  });

  it('of an older copy that was put back loses against the audit log, and is told', async () => {
    await using office = await Office.with(trial(30 * DAY));
    copyFileSync(office.files.state, `${office.files.state}.copy`);
    for (let day = 0; day < 20; day++) office.pass(DAY);
    await office.stop();
    copyFileSync(`${office.files.state}.copy`, office.files.state);
    office.wall = noon;
    await office.start();
    expect(await office.warnings()).toContain('mark_older');
    expect(Date.parse((await office.status()).clock.effective)).toBeGreaterThan(noon + 19 * DAY);
  });

  it('is not that of an absurd line of the audit log', async () => {
    await using office = await Office.with(trial(30 * DAY));
    await office.stop();
    appendFileSync(office.files.audit, '{"at":"+275760-09-12T23:59:59.999Z"}\n');
    await office.start();
    office.pass(HOUR);
    expect(await office.verdict()).toBe('in_force');
  });

  it('deleted with the audit log leaves a line that nothing was kept, as a first start does', async () => {
    await using office = await Office.with(trial(30 * DAY));
    for (let round = 0; round < 2; round++) {
      expect(office.audit()[0]).toMatchObject({ event: 'nothing-was-kept' });
      await office.stop();
      rmSync(office.files.state);
      rmSync(office.files.audit);
      await office.start();
    }
  });

  it('survives a line of the audit log that was cut off', async () => {
    await using office = await Office.with(trial(30 * DAY));
    for (let hour = 0; hour < 3; hour++) office.pass(HOUR);
    await office.kill();
    const whole = readFileSync(office.files.audit);
    writeFileSync(office.files.audit, whole.subarray(0, whole.length - 9));
    rmSync(office.files.state);
    office.wall = noon;
    await office.start();
    expect(Date.parse((await office.status()).clock.effective)).toBeGreaterThanOrEqual(noon + HOUR);
    const lines = readFileSync(office.files.audit, 'utf8').trimEnd().split('\n');
    const broken = lines.filter((line) => !line.endsWith('}'));
    expect(broken).toHaveLength(1); // it took no other line along
  });

  it('is moved on by a licence that was signed ahead of the clock, with a warning', async () => {
    await using office = await Office.with({ iat: seconds(noon + 3 * HOUR) });
    expect(await office.verdict()).toBe('in_force');
    expect(await office.warnings()).toEqual(['clock_set_back']);
    expect(Date.parse((await office.status()).clock.effective)).toBe(noon + 3 * HOUR);
  });
});

describe('a trial', () => {
  it('removed and installed again ends when it ended before', async () => {
    await using office = await Office.with(trial(2 * DAY));
    const file = readFileSync(office.files.current, 'utf8');
    office.pass(DAY);
    rmSync(office.files.current);
    office.glance();
    expect(await office.verdict()).toBe('missing');
    await office.install(file);
    expect(await office.verdict()).toBe('in_force');
    office.pass(DAY);
    expect(await office.verdict()).toBe('expired');
  });
});
