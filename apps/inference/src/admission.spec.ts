import { describe, expect, it } from 'vitest';
import { Admission } from './admission.js';

const admission = (wait = 0) => new Admission({ requests: 2, bytes: 100 }, () => wait);
const request = { bytes: 10, deadlineMs: 1_000 };

describe('admission', () => {
  it('refuses at once when as many wait as may, and admits again when one has left', () => {
    const door = admission();
    const first = door.enter(request);
    door.enter(request);
    expect(() => door.enter(request)).toThrow('2 requests are waiting, try again in 1 s');
    first[Symbol.dispose]();
    expect(() => door.enter(request)).not.toThrow();
  });

  it('refuses when the pictures that wait would hold too much memory', () => {
    const door = admission();
    door.enter({ ...request, bytes: 95 });
    expect(() => door.enter(request)).toThrow('MiB of pictures are waiting');
  });

  it('lets a picture larger than the bound in when it is alone', () => {
    expect(() => admission().enter({ ...request, bytes: 1_000 })).not.toThrow();
  });

  it('refuses at once what cannot make its deadline, with the seconds to wait', () => {
    expect(() => admission(2_500).enter(request)).toThrow(
      'the wait of about 2500 ms is over the deadline of 1000 ms, try again in 3 s',
    );
  });

  it('is full from the last place on until an eighth is free, and says both at once', () => {
    const door = new Admission({ requests: 16, bytes: 1000 }, () => 0);
    const said: boolean[] = [];
    const deaf = door.onFull(() => said.push(door.full));
    const places = Array.from({ length: 16 }, () => door.enter(request));
    expect(said).toEqual([true]);
    places[0]?.[Symbol.dispose]();
    expect(door.full).toBe(true);
    door.enter(request);
    for (const place of places.slice(1, 3)) place[Symbol.dispose]();
    expect(said).toEqual([true, false]);
    deaf();
    door.enter({ ...request, bytes: 860 });
    expect([door.full, said]).toEqual([true, [true, false]]);
  });

  it('gives a place back once, however often it is left', () => {
    const door = admission();
    const first = door.enter(request);
    first[Symbol.dispose]();
    first[Symbol.dispose]();
    door.enter(request);
    door.enter(request);
    expect(() => door.enter(request)).toThrow('2 requests are waiting');
  });
});
