import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Operator, PASSWORD, problemOf, sessionOf } from '../testing/operator.js';
import { Site } from '../testing/site.js';
import { Guesses } from './guesses.js';
import { OneAtATime } from './one-at-a-time.js';

const SECOND = 1000;
const MINUTE = 60 * SECOND;

function testClock() {
  const clock = { now: Date.UTC(2026, 10, 30), wall: () => clock.now, monotonic: () => clock.now };
  return clock;
}

describe('somebody who guesses passwords', () => {
  let clock: ReturnType<typeof testClock>;
  let site: Site;
  let operator: Operator;
  beforeEach(async () => {
    clock = testClock();
    site = await Site.start({}, { clock });
    operator = await Operator.admitted(site);
  });
  afterEach(() => site[Symbol.asyncDispose]());

  it('a thousand times is slowed, then locked out, and named in the log; then the right one counts again', async () => {
    const heard: number[] = [];
    let waits: number[] = [];
    for (let tried = 0; tried < 1000; tried += 1) {
      const answer = await operator.login(`wrong password ${tried}`);
      if (answer.status === 401) {
        heard.push(clock.now);
        waits = [];
      } else {
        expect(answer.status).toBe(429);
        waits.push(Number(answer.headers.get('retry-after')));
      }
      clock.now += SECOND;
    }
    // Four at their own pace, then after 1, 2, 4, … seconds, then once a minute, then the lock.
    const gaps = heard.map((at, nth) => (at - (heard[nth - 1] ?? at)) / SECOND).slice(1);
    expect(gaps).toEqual([1, 1, 1, 1, 1, 2, 4, 8, 16, 32, ...Array<number>(8).fill(60), 60]);
    expect(heard).toHaveLength(20);
    expect(waits.length).toBeGreaterThan(300);
    expect(waits[0]).toBe(899);

    const warnings = site.lines.filter(({ level }) => level === 40);
    const named = warnings.filter(({ failures }) => failures !== undefined);
    expect(named).toHaveLength(20); // one for each that was heard, not for each that was sent
    expect(named.at(-1)).toMatchObject({
      address: '127.0.0.1',
      failures: 20,
      unheard: 59,
      wait_s: 900,
      msg: 'admin password guessed at, locked',
    });

    expect(problemOf(await operator.login(PASSWORD))).toMatchObject({
      status: 429,
      detail: expect.stringMatching(/^20 wrong passwords .* try again in \d+ s$/),
    });
    clock.now = heard.at(-1)! + 15 * MINUTE;
    sessionOf(await operator.login(PASSWORD));
    expect((await operator.login('wrong again')).status).toBe(401);
    sessionOf(await operator.login(PASSWORD)); // the success before it cleared the rest
  }, 60_000);

  it('all at once gets no more tries than one after another', async () => {
    const answers = await Promise.all(
      Array.from({ length: 200 }, () => operator.login('wrong password')),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 401)).toHaveLength(5);
    expect(statuses.filter((status) => status !== 401 && status !== 429 && status !== 503)).toEqual(
      [],
    );
  });

  it('in one way is slowed in all of them', async () => {
    const change = { current: 'wrong password', password: 'another long password' };
    const statuses = [];
    for (let tried = 0; tried < 6; tried += 1)
      statuses.push((await operator.ask('PUT /admin/v1/password', change)).status);
    expect(statuses).toEqual([403, 403, 403, 403, 403, 429]);
    expect((await operator.login(PASSWORD)).status).toBe(429);
    // Who is in stays in: an attacker must not throw out the admin at the same address.
    expect((await operator.ask('GET /admin/v1/license')).status).toBe(200);
  });
});

describe('somebody who guesses the first secret', () => {
  it('is slowed too', async () => {
    await using site = await Site.start({}, { clock: testClock() });
    const operator = new Operator(site);
    const statuses = [];
    for (let tried = 0; tried < 6; tried += 1) {
      const guess = { secret: `wrong ${tried}`, password: PASSWORD };
      statuses.push((await operator.ask('POST /admin/v1/first-password', guess)).status);
    }
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    expect((await operator.setFirst(PASSWORD)).status).toBe(429);
  });
});

describe('the memory of guesses', () => {
  const fail = (guesses: Guesses, address: string, times: number) => {
    for (let failure = 0; failure < times; failure += 1) guesses.failed(address);
  };

  it('is of each address by itself', () => {
    const guesses = new Guesses(testClock());
    fail(guesses, '10.0.0.1', 20);
    expect(() => guesses.require('10.0.0.1')).toThrow(/try again in 900 s/);
    guesses.require('10.0.0.2');
  });

  it('is of a thousand addresses, and one for all others: more of them win nothing', () => {
    const clock = testClock();
    const guesses = new Guesses(clock);
    for (let host = 0; host < 1000; host += 1) guesses.failed(`10.0.${host >> 8}.${host & 255}`);
    for (let host = 0; host < 20; host += 1) guesses.failed(`10.1.0.${host}`);
    expect(() => guesses.require('10.2.0.1')).toThrow(/try again in 900 s/);
    clock.now += 61 * MINUTE;
    guesses.require('10.2.0.1');
  });

  it('locks again at the next failure after a lock, and forgets after an hour without one', () => {
    const clock = testClock();
    const guesses = new Guesses(clock);
    fail(guesses, '10.0.0.1', 20);
    clock.now += 15 * MINUTE;
    guesses.require('10.0.0.1');
    expect(guesses.failed('10.0.0.1')).toMatchObject({ failures: 21, locked: true });
    clock.now += 61 * MINUTE;
    expect(guesses.failed('10.0.0.1')).toMatchObject({ failures: 1, waitMs: 0 });
  });
});

describe('tries at a password', () => {
  it('are made one at a time; those beyond the queue are sent away at once', async () => {
    const turns = new OneAtATime();
    const gate = Promise.withResolvers<undefined>();
    let running = 0;
    let most = 0;
    const work = async () => {
      running += 1;
      most = Math.max(most, running);
      await gate.promise;
      running -= 1;
    };
    const tries = Array.from({ length: 12 }, () => turns.run(work));
    const ends = Promise.allSettled(tries);
    gate.resolve(undefined);
    expect((await ends).map(({ status }) => status)).toEqual([
      ...Array<string>(9).fill('fulfilled'),
      ...Array<string>(3).fill('rejected'),
    ]);
    expect(most).toBe(1);
    await turns.run(() => Promise.resolve());
  });

  it('go on after one that failed', async () => {
    const turns = new OneAtATime();
    await expect(turns.run(() => Promise.reject(new Error('a full disk')))).rejects.toThrow();
    expect(await turns.run(() => Promise.resolve('in'))).toBe('in');
  });
});
