import type { Observation, Sighting } from '@easel/license';
import { testHash } from '@easel/license/testing';
import { describe, expect, it } from 'vitest';
import { absent, DAY, five, HOUR, machine, Office, seen, unreadable } from './testing/office.js';

const other = seen('of another machine');

/** Whether a licence for `machine` is in force on one with these changes. */
async function verdictOn(changes: Partial<Observation>): Promise<string> {
  await using office = new Office();
  office.machine = { ...machine, ...changes };
  office.drop(office.issue());
  await office.start();
  return await office.verdict();
}

describe('a licence for a machine of five parts', () => {
  it.each<[string, Partial<Observation>, string]>([
    ['its own machine', {}, 'in_force'],
    ['one with a new network card', { nics: seen('nic-2', 'nic-9') }, 'in_force'],
    ['one whose cards are all new', { nics: other }, 'in_force'],
    ['one with three of five parts', { machineId: other, nics: absent }, 'in_force'],
    [
      'one with two of five parts',
      { machineId: other, nics: other, productUuid: absent },
      'other-machine',
    ],
    ['one with another board and disk', { boardSerial: other, diskSerial: other }, 'other-machine'],
    [
      'a clone, which has the machine-id and nothing else',
      { productUuid: other, boardSerial: other, diskSerial: other, nics: other },
      'other-machine',
    ],
    [
      'a machine with no parts at all',
      Object.fromEntries(Object.keys(five).map((part) => [part, absent])),
      'other-machine',
    ],
    [
      'one of which two parts cannot be read',
      { boardSerial: unreadable, nics: unreadable },
      'in_force',
    ],
    [
      'one of which too little can be read',
      { boardSerial: unreadable, diskSerial: unreadable, nics: unreadable },
      'machine-unreadable',
    ],
  ])('on %s', async (_, changes, verdict) => {
    expect(await verdictOn(changes)).toBe(verdict);
  });

  it('ends while it runs once too little of the machine is left, and a gateway hears of it', async () => {
    await using office = await Office.with({});
    await office.becomes(({ inForce }) => inForce);
    office.machine = { ...machine, boardSerial: other, diskSerial: other };
    office.pass(11_000); // the next look at the hardware is due
    const { reason } = await office.becomes(({ why }) => why === 'other-machine');
    expect(reason).toBe('the licence was issued for another machine');
  });
});

describe('a weak machine', () => {
  it('must stay as it is in every part', async () => {
    const fingerprints = [{ machineId: five.machineId, nics: five.nics }];
    await using office = await Office.with({ fingerprints });
    expect(await office.verdict()).toBe('in_force');
    office.machine = { ...machine, nics: other };
    office.pass(11_000);
    expect(await office.verdict()).toBe('other-machine');
  });
});

describe('parts that can be read no more', () => {
  const blind = {
    ...machine,
    boardSerial: unreadable,
    diskSerial: unreadable,
    productUuid: unreadable,
  };

  /** Hour after hour, with a restart each tenth, killed each twentieth. */
  async function live(office: Office, hours: number): Promise<void> {
    for (let hour = 1; hour <= hours; hour++) {
      office.pass(HOUR);
      if (hour % 20 === 0) await office.kill();
      else if (hour % 10 === 0) await office.stop();
      else continue;
      await office.start();
    }
  }

  it('count as they were seen for 71 hours, restarts or not, and no more after 73', async () => {
    await using office = await Office.with({});
    office.pass(1000);
    office.machine = blind;
    await live(office, 71);
    const status = await office.status();
    expect(status.state).toBe('in_force');
    expect(status.warnings.map(({ code }) => code)).toContain('part_unreadable');
    expect(status.machine.parts.find(({ part }) => part === 'diskSerial')).toMatchObject({
      here: 'unavailable',
      licensed: 'matches',
      recalled_until: expect.stringMatching(/^2026-12-03T12:/),
    });
    await live(office, 2);
    expect(await office.status()).toMatchObject({
      state: 'refused',
      why: 'machine-unreadable',
      reason: { en: 'this machine cannot be recognized now' },
    });
    office.machine = machine;
    office.pass(11_000);
    expect(await office.verdict()).toBe('in_force');
  });

  it('are not taken for the same when they come back as others', async () => {
    await using office = await Office.with({});
    office.machine = blind;
    office.pass(HOUR);
    expect(await office.verdict()).toBe('in_force');
    office.machine = { ...machine, boardSerial: other, diskSerial: other, productUuid: other };
    office.pass(11_000);
    expect(await office.verdict()).toBe('other-machine');
    office.machine = blind;
    office.pass(11_000);
    expect(await office.verdict()).toBe('other-machine');
  });

  it('count for 72 hours from when they were seen, on a machine that was off for 60 days', async () => {
    await using office = await Office.with({});
    await office.stop();
    office.wall += 60 * DAY;
    await office.start();
    office.machine = blind;
    office.pass(20_000);
    expect(await office.verdict()).toBe('in_force');
    office.pass(71 * HOUR);
    expect(await office.verdict()).toBe('in_force');
    office.pass(2 * HOUR);
    expect(await office.verdict()).toBe('machine-unreadable');
  });

  it('were never seen, on a machine that starts blind', async () => {
    expect(await verdictOn(blind)).toBe('machine-unreadable');
  });
});

describe('a licence for a GPU card', () => {
  const card = testHash('card-1');
  const withCards = (gpu: Sighting) => ({ ...machine, gpu });

  async function office(gpu: Sighting): Promise<Office> {
    const there = new Office();
    there.machine = withCards(gpu);
    there.drop(there.issue({ mode: 'gpu', fingerprints: [{ gpu: [card] }] }));
    return there.start();
  }

  it.each<[string, Sighting, string]>([
    ['where the card is', seen('card-1'), 'in_force'],
    ['where the driver counts the cards otherwise', seen('card-0', 'card-1'), 'in_force'],
    ['where the card was taken out', seen('card-0'), 'other-hardware'],
    ['on a machine without cards', absent, 'other-hardware'],
    ['where the driver does not answer', unreadable, 'machine-unreadable'],
  ])('%s', async (_, gpu, verdict) => {
    await using there = await office(gpu);
    expect(await there.verdict()).toBe(verdict);
  });

  it('moves with its card to another machine', async () => {
    await using there = await office(seen('card-1'));
    there.machine = { ...withCards(seen('card-1')), boardSerial: other, diskSerial: other };
    there.pass(11_000);
    expect(await there.verdict()).toBe('in_force');
  });

  it('outlives a driver that hangs for three days', async () => {
    await using there = await office(seen('card-1'));
    there.machine = withCards(unreadable);
    there.pass(2 * DAY);
    expect(await there.verdict()).toBe('in_force');
    there.pass(2 * DAY);
    expect(await there.verdict()).toBe('machine-unreadable');
  });

  it('is not the machine’s: a licence for this machine does not name its card', async () => {
    await using there = await office(seen('card-1'));
    const request = await there.request();
    expect(request).toMatchObject({ cards: [card], fingerprint: five });
    expect(request.fingerprint).not.toHaveProperty('gpu');
    expect(await there.install(there.issue({ seq: 2, jti: 'machine' }))).toMatchObject({
      outcome: 'installed',
    });
  });
});

describe('what operators ask of the machine', () => {
  it('is which part may change before the licence fails', async () => {
    await using office = await Office.with({});
    office.machine = { ...machine, machineId: other, boardSerial: other };
    office.pass(11_000);
    const { needed, matched, spare, parts } = await office.whatIf();
    expect({ needed, matched, spare }).toEqual({ needed: 3, matched: 3, spare: 0 });
    const changes = parts.map(({ part, state, if_changed: then }) => [part, state, then]);
    expect(changes).toEqual([
      ['machineId', 'differs', 'matches'],
      ['productUuid', 'matches', 'mismatch'],
      ['boardSerial', 'differs', 'matches'],
      ['diskSerial', 'matches', 'mismatch'],
      ['nics', 'matches', 'mismatch'],
    ]);
  });

  it('is a request, which holds only what can be read', async () => {
    await using office = new Office();
    office.machine = { ...machine, boardSerial: unreadable };
    await office.start();
    const request = await office.request();
    expect(request.unavailable).toEqual(['boardSerial']);
    expect(Object.keys(request.fingerprint!)).not.toContain('boardSerial');
    expect(JSON.stringify(request)).not.toContain(office.home);
  });

  it('says of a site with several machines how this one stands', async () => {
    const elsewhere = {
      boardSerial: [testHash('b')],
      diskSerial: [testHash('d')],
      nics: [testHash('n')],
    };
    await using office = await Office.with({ fingerprints: [elsewhere, five] });
    expect(await office.status()).toMatchObject({
      state: 'in_force',
      license: { machines: 2 },
      machine: { matched: 5, needed: 3 },
    });
  });
});
