import { testVendor } from '@easel/license/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, noon, REFUSED, RENEWAL, Scene } from './scene.fixture.js';

const DAY = 86_400;
const vendor = testVendor();
const now = noon / 1000;

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open(vendor.trust);
});

afterEach(() => scene.close());

const ending = (seconds: number) => vendor.issue({ kind: 'trial', exp: now + seconds });
const overdue = (seconds: number) =>
  vendor.issue({ kind: 'term', exp: now - seconds, grace_days: 7 });

describe('the warning that goes out with answers', () => {
  it('is there inside the window, and not a second before', async () => {
    scene.start(scene.grant(ending(30 * DAY + 1)));
    expect(scene.holder.warning).toBeUndefined();
    await scene.inForce();
    expect(scene.holder.warning).toBeUndefined();
    await scene.answers(scene.grant(ending(30 * DAY)), RENEWAL);
    expect(scene.holder.warning).toBe('the licence expires on 2026-12-30, in 30 days');
    expect(scene.holder.status().warning).toBe(scene.holder.warning);
  });

  it('comes by itself when its time comes, with the next lease', async () => {
    scene.start(scene.grant(ending(30 * DAY + 60)));
    await scene.inForce();
    await scene.clock.pending(RENEWAL);
    scene.clock.advance(RENEWAL);
    await scene.becomes(({ warning }) => warning !== undefined);
    expect(scene.holder.warning).toBe('the licence expires on 2026-12-30, in 29 days');
  });

  it('is judged by the later of two clocks, as the end is', async () => {
    const later = { effectiveTimeMs: noon + 29 * DAY * 1000 };
    scene.start(scene.grant(ending(32 * DAY), later));
    await scene.inForce();
    expect(scene.holder.warning).toBe('the licence expires on 2027-01-01, in 3 days');
  });

  it('is gone with a renewal, and with the lease', async () => {
    scene.start(scene.grant(ending(DAY)));
    await scene.inForce();
    expect(scene.holder.warning).toContain('in 1 day');
    await scene.answers(scene.grant(ending(300 * DAY)), RENEWAL);
    expect(scene.holder.warning).toBeUndefined();
    await scene.answers(scene.grant(ending(DAY)), RENEWAL);
    await scene.answers(scene.refusal('the licence was revoked'), REFUSED);
    expect(scene.holder.warning).toBeUndefined();
    await scene.answers(scene.grant(ending(DAY)), RENEWAL);
    scene.licensing.kill();
    scene.clock.advance(10 * MINUTE);
    expect(scene.holder.warning).toBeUndefined();
  });
});

describe('a lease in the grace of its licence', () => {
  it('is in force, and says so', async () => {
    scene.start(scene.grant(overdue(0)));
    expect(await scene.inForce()).toMatchObject({
      grace: true,
      warning: 'the licence expired on 2026-11-30 and stops on 2026-12-07, in 7 days',
      expires: now,
    });
    expect(scene.verdict()).toBe('let in');
  });

  it('ends with the grace, in the middle of a lease', async () => {
    scene.start(scene.grant(overdue(7 * DAY - 120)));
    await scene.inForce();
    scene.clock.advance(2 * MINUTE - 1);
    expect(scene.verdict()).toBe('let in');
    scene.clock.advance(1);
    expect(scene.verdict()).toBe('the licence expired on 2026-11-23');
    expect(scene.holder.status().why).toBe('expired');
  });

  it('goes on through the end itself: nobody is refused in that second', async () => {
    scene.start(scene.grant(vendor.issue({ kind: 'term', exp: now + 60, grace_days: 7 })));
    expect(await scene.inForce()).toMatchObject({ grace: false });
    for (let second = 0; second < 120; second++) {
      scene.clock.advance(1000);
      expect(scene.verdict()).toBe('let in');
    }
    await scene.answers(scene.licensing.answer, RENEWAL);
    expect(scene.holder.status()).toMatchObject({ inForce: true, grace: true });
  });
});

describe('how long the licence still lasts', () => {
  it('is not made longer by a clock that is set back, and is below 0 once it is over', async () => {
    scene.start(scene.grant(ending(DAY), { effectiveTimeMs: noon }));
    expect(scene.holder.secondsLeft()).toBeUndefined();
    await scene.inForce();
    expect(scene.holder.secondsLeft()).toBe(DAY);
    scene.clock.set(noon - 365 * DAY * 1000);
    scene.clock.advance(MINUTE);
    expect(scene.holder.secondsLeft()).toBe(DAY - 60);
    await scene.answers(scene.grant(ending(DAY), { effectiveTimeMs: noon + MINUTE }), RENEWAL);
    expect(scene.holder.secondsLeft()).toBe(DAY - 60);
    await scene.answers(scene.refusal('the licence expired on 2026-12-01'), REFUSED);
    scene.clock.advance(DAY * 1000);
    expect(scene.holder.secondsLeft()).toBe(-60);
  });

  it('is for ever with one that has no end', async () => {
    scene.start(scene.grant(vendor.issue()));
    await scene.inForce();
    expect(scene.holder.secondsLeft()).toBe(Infinity);
  });
});

describe('the age of a lease', () => {
  it('is counted from the question, begins anew with each, and is none without a lease', async () => {
    scene.start(scene.grant(vendor.issue()));
    expect(scene.holder.age()).toBeUndefined();
    await scene.inForce();
    await scene.clock.pending(RENEWAL);
    expect(scene.holder.age()).toBe(0);
    scene.clock.advance(1234);
    expect(scene.holder.age()).toBe(1234);
    await scene.answers(scene.grant(vendor.issue()), RENEWAL);
    expect(scene.holder.age()).toBe(0);
    await scene.answers(scene.refusal('the licence was revoked'), REFUSED);
    expect(scene.holder.age()).toBeUndefined();
  });

  it('grows while licensing is gone, until the lease is over', async () => {
    scene.start(scene.grant(vendor.issue()));
    await scene.inForce();
    scene.licensing.kill();
    scene.clock.advance(10 * MINUTE - 1);
    expect(scene.holder.age()).toBe(10 * MINUTE - 1);
    scene.clock.advance(1);
    expect(scene.holder.age()).toBeUndefined();
  });

  it('does not begin with an answer that was long on its way', async () => {
    scene.start((request) => {
      scene.clock.advance(5000);
      return scene.grant(vendor.issue())(request);
    });
    await scene.inForce();
    expect(scene.holder.age()).toBeGreaterThanOrEqual(5000);
  });
});

describe('a machine whose clock is set while a lease is held', () => {
  it('keeps the lease for its time, and is judged by the clock with the next', async () => {
    scene.start(scene.grant(ending(DAY)));
    await scene.inForce();
    scene.clock.set(noon + 2 * DAY * 1000);
    scene.clock.advance(MINUTE);
    expect(scene.verdict()).toBe('let in');
    await scene.answers(scene.grant(ending(DAY)), REFUSED);
    expect(scene.verdict()).toBe('the licence expired on 2026-12-01');
  });

  it('gains nothing by a clock set back: the lease lasts no longer', async () => {
    scene.start(scene.grant(vendor.issue()));
    await scene.inForce();
    scene.licensing.kill();
    scene.clock.set(noon - 365 * DAY * 1000);
    scene.clock.advance(10 * MINUTE - 1);
    expect(scene.verdict()).toBe('let in');
    scene.clock.advance(1);
    expect(scene.verdict()).toBe('licensing out of reach');
  });
});
