import { describe, expect, it } from 'vitest';
import { entitlement } from './entitlement.js';
import type { Observation, Sighting } from './fingerprint.js';
import { recall, RECALL_SECONDS, type Memory } from './recall.js';
import { testHash, testVendor } from './testing.js';

const HOUR = 3600;
const start = 1_800_000_000;
const license = testVendor().claims();

const absent: Sighting = { state: 'absent' };
const hidden: Sighting = { state: 'unavailable', why: 'EACCES' };
const seen = (name: string): Sighting => ({ state: 'seen', hashes: [testHash(name)] });
const machine: Observation = {
  machineId: seen('machine-id'),
  productUuid: absent,
  boardSerial: seen('board'),
  diskSerial: seen('disk'),
  nics: absent,
  developmentId: absent,
  gpu: absent,
};
const unreadable = { ...machine, boardSerial: hidden, diskSerial: hidden };

/** Licensing as it looks at the machine again and again, its memory on disk between two starts. */
class Watch {
  #memory: Memory = {};

  look(observation: Observation, hours: number) {
    const now = start + hours * HOUR;
    const { memory, ...recollection } = recall(observation, this.#memory, now);
    this.#memory = memory;
    const entitled = entitlement({ license, now, observation: recollection.observation });
    return { ...recollection, verdict: entitled.inForce ? 'in force' : entitled.why };
  }

  restart(): this {
    this.#memory = JSON.parse(JSON.stringify(this.#memory)) as Memory;
    return this;
  }
}

describe('a part that becomes unreadable', () => {
  it.each([
    [1, 'in force'],
    [71, 'in force'],
    [71.999, 'in force'],
    [72, 'machine-unreadable'],
    [73, 'machine-unreadable'],
  ])('leaves the licence, after %d h, %s', (hours, verdict) => {
    const watch = new Watch();
    expect(watch.look(machine, 0).verdict).toBe('in force');
    expect(watch.restart().look(unreadable, hours).verdict).toBe(verdict);
  });

  it('is not renewed by restarts, nor by being looked for all the time', () => {
    const watch = new Watch();
    watch.look(machine, 0);
    for (let hours = 1; hours < 72; hours++) {
      const { verdict, recalled } = watch.restart().look(unreadable, hours);
      expect(verdict).toBe('in force');
      const until = start + RECALL_SECONDS;
      expect(recalled).toEqual({ boardSerial: until, diskSerial: until });
    }
    expect(watch.restart().look(unreadable, 72)).toMatchObject({
      verdict: 'machine-unreadable',
      recalled: {},
    });
    expect(watch.restart().look(unreadable, 73).verdict).toBe('machine-unreadable');
  });

  it('has its full 72 hours again once it was read, in the last hour even', () => {
    const watch = new Watch();
    watch.look(machine, 0);
    watch.look(unreadable, 71);
    expect(watch.restart().look(machine, 71.5).recalled).toEqual({});
    expect(watch.restart().look(unreadable, 143).verdict).toBe('in force');
    expect(watch.restart().look(unreadable, 143.5).verdict).toBe('machine-unreadable');
  });

  it('serves at once when it is read again, however long that took', () => {
    const watch = new Watch();
    watch.look(machine, 0);
    watch.look(unreadable, 500);
    expect(watch.restart().look(machine, 501).verdict).toBe('in force');
  });

  it('that comes back as another is another at once', () => {
    const watch = new Watch();
    watch.look(machine, 0);
    watch.look(unreadable, 1);
    const other = { ...machine, boardSerial: seen('other'), diskSerial: seen('other') };
    expect(watch.look(other, 2).verdict).toBe('other-machine');
    // And what is remembered from then on is the other.
    expect(watch.restart().look(unreadable, 3).verdict).toBe('other-machine');
  });

  it('that was seen to be gone is not remembered', () => {
    const watch = new Watch();
    watch.look(machine, 0);
    watch.look({ ...machine, boardSerial: absent, diskSerial: absent }, 1);
    expect(watch.look(unreadable, 2)).toMatchObject({
      recalled: {},
      verdict: 'machine-unreadable',
    });
  });

  it('was never seen, and is not made up', () => {
    expect(new Watch().look(unreadable, 0)).toMatchObject({
      recalled: {},
      verdict: 'machine-unreadable',
    });
  });

  it('counts part by part', () => {
    const watch = new Watch();
    watch.look(machine, 0);
    watch.look({ ...machine, boardSerial: hidden }, 10);
    const { recalled } = watch.look(unreadable, 71);
    expect(recalled).toEqual({
      boardSerial: start + RECALL_SECONDS,
      diskSerial: start + 10 * HOUR + RECALL_SECONDS,
    });
    expect(watch.look(unreadable, 73).verdict).toBe('in force'); // the disk will do
  });

  it('is not remembered for years by a clock that was ahead when it was seen', () => {
    const watch = new Watch();
    watch.look(machine, 24 * 365 * 125); // 2151
    expect(watch.restart().look(unreadable, 0).verdict).toBe('in force');
    expect(watch.restart().look(unreadable, 71).verdict).toBe('in force');
    expect(watch.restart().look(unreadable, 72).verdict).toBe('machine-unreadable');
  });
});

it('leaves what the caller saw and knew as it was', () => {
  const memory: Memory = { boardSerial: { hashes: [testHash('board')], at: start } };
  const before = structuredClone({ unreadable, memory });
  recall(unreadable, memory, start + 1);
  expect({ unreadable, memory }).toEqual(before);
});
