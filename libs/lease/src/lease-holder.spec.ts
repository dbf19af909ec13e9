import { testVendor } from '@easel/license/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MINUTE, noon, Scene } from './scene.fixture.js';

const vendor = testVendor();

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open(vendor.trust);
});

afterEach(() => scene.close());

describe('a holder that was granted a lease', () => {
  it('lets in what the licence covers, and names what it does not', async () => {
    scene.start(scene.grant(vendor.issue({ deployments: ['bolts'] })));
    expect(scene.verdict()).toBe('licensing out of reach');
    await scene.inForce();
    expect(scene.verdict('bolts')).toBe('let in');
    expect(scene.verdict('nuts')).toBe('the licence does not cover nuts');
    expect(scene.verdict('__proto__')).toBe('the licence does not cover __proto__');
  });

  it('lets in every deployment when the licence is for all', async () => {
    scene.start(scene.grant(vendor.issue({ deployments: ['*'] })));
    await scene.inForce();
    expect(scene.verdict('anything')).toBe('let in');
  });

  it('shows whose licence it is, and until when', async () => {
    scene.start(scene.grant(vendor.issue({ kind: 'trial', exp: noon / 1000 + 86_400 })));
    expect(await scene.inForce()).toEqual({
      inForce: true,
      grace: false,
      warning: 'the licence expires on 2026-12-01, in 1 day',
      licensee: '某某工厂',
      kind: 'trial',
      expires: noon / 1000 + 86_400,
    });
  });

  it('asks again when a third of it is over, so that it never runs out', async () => {
    scene.start(scene.grant(vendor.issue()));
    await scene.inForce();
    const third = (10 * MINUTE) / 3;
    for (let thirds = 0; thirds < 9; thirds++) {
      await scene.clock.pending(third);
      scene.clock.advance(third);
      expect(scene.verdict()).toBe('let in');
    }
    expect(scene.licensing.asked).toBeGreaterThanOrEqual(9);
  });

  it('keeps it to its last millisecond when licensing is gone, and no longer', async () => {
    scene.start(scene.grant(vendor.issue()));
    await scene.inForce();
    scene.licensing.kill();
    scene.clock.advance(10 * MINUTE - 1);
    expect(scene.verdict()).toBe('let in');
    scene.clock.advance(1);
    expect(scene.verdict()).toBe('licensing out of reach');
  });

  it('has one again soon after licensing is back', async () => {
    scene.start(scene.grant(vendor.issue()));
    await scene.inForce();
    scene.licensing.kill();
    scene.clock.advance(11 * MINUTE);
    expect(scene.holder.status()).toMatchObject({
      inForce: false,
      reason: 'licensing out of reach',
    });
    await scene.licensing.start();
    const nudge = setInterval(() => scene.clock.advance(250), 20); // its pauses are on the fake clock
    await scene.inForce();
    clearInterval(nudge);
    expect(scene.verdict()).toBe('let in');
  });

  it('loses it at once when licensing says that something changed', async () => {
    scene.start(scene.grant(vendor.issue()));
    await scene.inForce();
    scene.licensing.answer = scene.refusal('the licence was revoked');
    scene.licensing.announce();
    await scene.refused();
    expect(scene.verdict()).toBe('the licence was revoked');
    scene.licensing.answer = scene.grant(vendor.issue());
    scene.licensing.announce();
    await scene.inForce();
    expect(scene.verdict()).toBe('let in');
  });

  it('asks once more when told of a change while it was asking', async () => {
    scene.start(scene.grant(vendor.issue()));
    await scene.clock.pending((10 * MINUTE) / 3);
    const asked = Promise.withResolvers<undefined>();
    const late = Promise.withResolvers<undefined>();
    scene.licensing.answer = async (request) => {
      scene.licensing.answer = scene.refusal('the licence was revoked');
      asked.resolve(undefined);
      await late.promise;
      return scene.grant(vendor.issue())(request);
    };
    scene.licensing.announce();
    await asked.promise;
    scene.licensing.announce();
    late.resolve(undefined);
    await scene.refused();
    expect(scene.verdict()).toBe('the licence was revoked');
  });

  it('tells its listeners in the moment that it runs out', async () => {
    scene.start(scene.grant(vendor.issue()));
    await scene.inForce();
    const told: boolean[] = [];
    scene.holder.onChange(({ inForce }) => told.push(inForce));
    scene.clock.advance(10 * MINUTE + 1);
    expect(told).toEqual([false]);
  });

  it('stops in the second that the licence ends, in the middle of a lease', async () => {
    scene.start(scene.grant(vendor.issue({ kind: 'trial', exp: noon / 1000 + 120 })));
    await scene.inForce();
    scene.clock.advance(2 * MINUTE - 1);
    expect(scene.verdict()).toBe('let in');
    scene.clock.advance(1);
    expect(scene.verdict()).toBe('the licence expired on 2026-11-30');
  });

  it('is not moved by a machine whose clock is set', async () => {
    scene.start(scene.grant(vendor.issue({ kind: 'trial', exp: noon / 1000 + 86_400 })));
    await scene.inForce();
    scene.clock.set(Date.UTC(2151, 0));
    expect(scene.verdict()).toBe('let in');
    scene.clock.set(Date.UTC(2020, 1));
    scene.clock.advance(10 * MINUTE);
    expect(scene.verdict()).toBe('licensing out of reach');
  });

  it('holds none for longer than ten minutes, whatever licensing says', async () => {
    scene.start(scene.grant(vendor.issue(), { durationMs: 4_000_000_000 }));
    await scene.inForce();
    scene.licensing.kill();
    scene.clock.advance(10 * MINUTE);
    expect(scene.verdict()).toBe('licensing out of reach');
  });
});
