import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { DAY, machine, Office, seen } from './testing/office.js';

describe('licensing, left to itself', () => {
  /** Resolves when a gateway is told to ask again; nobody glances for licensing here. */
  const told = async (office: Office) => {
    await office.becomes(({ inForce }) => inForce);
    return office.becomes(({ inForce }) => !inForce);
  };

  it('sees a file change, a licence end and a machine change, without being asked', async () => {
    await using office = await Office.with({ kind: 'trial', exp: Date.UTC(2026, 11, 10) / 1000 });
    const missing = told(office);
    await office.becomes(({ inForce }) => inForce);
    rmSync(office.files.current);
    expect((await missing).why).toBe('missing');

    office.drop(office.issue());
    const changed = told(office);
    await office.becomes(({ inForce }) => inForce);
    office.machine = { ...machine, boardSerial: seen('new'), diskSerial: seen('new') };
    office.wall += 11_000;
    expect((await changed).why).toBe('other-machine');
    office.machine = machine;

    office.drop(office.issue({ kind: 'trial', exp: Math.floor((office.wall + DAY) / 1000) }));
    office.wall += 11_000;
    const ended = told(office);
    await office.becomes(({ inForce }) => inForce);
    office.wall += DAY;
    expect((await ended).why).toBe('expired');
  });

  it('takes a fault of its own for a reason, and goes on', async () => {
    await using office = new Office();
    office.drop(office.issue());
    Object.defineProperty(office, 'machine', {
      configurable: true,
      get: () => {
        throw new Error('the disk is on fire');
      },
    });
    await office.start();
    expect((await office.status()).reason?.en).toBe('the licence could not be checked');
    Object.defineProperty(office, 'machine', { value: machine });
    expect(await office.verdict()).toBe('in_force');
  });
});

describe('a disk that takes nothing', () => {
  it('is reported, and costs a licence in force nothing; what waited is written once it can be', async () => {
    await using office = await Office.with({ seq: 5, jti: 'five' });
    // Neither file can be written: what stands there is a folder.
    const inTheWay = [office.files.audit, office.files.state];
    for (const path of inTheWay) rmSync(path);
    for (const path of inTheWay) mkdirSync(path);
    office.pass(31_000);
    expect(await office.verdict()).toBe('in_force');
    expect(await office.warnings()).toContain('state_not_written');
    writeFileSync(office.files.history, 'and no folder where one must be');
    const change = await office.install(office.issue({ seq: 6, jti: 'six' }));
    expect(change).toMatchObject({
      outcome: 'refused',
      reason: { en: expect.stringMatching(/^it could not be written \(EEXIST\)/) },
    });
    expect((await office.status()).license?.jti).toBe('five');
    for (const path of inTheWay) rmSync(path, { recursive: true });
    office.pass(31_000);
    expect(await office.warnings()).toEqual([]);
    expect(office.audit()).toContainEqual(
      expect.objectContaining({ event: 'install', outcome: 'refused' }),
    );
  });

  it('stops nobody who replaces the licence by hand', async () => {
    await using office = await Office.with({ seq: 5, jti: 'five' });
    writeFileSync(office.files.history, 'and no folder where one must be');
    office.drop(office.issue({ seq: 6, jti: 'six' }));
    office.glance();
    expect(await office.status()).toMatchObject({ state: 'in_force', license: { jti: 'six' } });
    expect(office.lines.join()).toContain('the licence that was replaced cannot be kept');
  });

  it('costs a licence in force nothing by one that waits, is no good, and cannot be put aside', async () => {
    await using office = await Office.with({});
    // No file takes the place of a folder that is not empty.
    mkdirSync(`${office.files.queued}.refused/in the way`, { recursive: true });
    writeFileSync(office.files.queued, 'damaged');
    office.glance();
    expect(await office.verdict()).toBe('in_force');
    expect(office.lines.join()).toContain('cannot be put aside');
  });
});
