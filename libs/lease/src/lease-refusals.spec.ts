import { whys, type Observation, type Sighting, type Why } from '@easel/license';
import { testHash, testVendor } from '@easel/license/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AuthFailed } from './auth-failed.js';
import type { Answer } from './licensing.fixture.js';
import { noon, REFUSED, Scene } from './scene.fixture.js';

const vendor = testVendor();
const now = noon / 1000;

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open(vendor.trust);
});

afterEach(() => scene.close());

/** The word for whoever counts refusals, as the request gets it and as operators see it. */
function why(deployment = 'bolts'): Why | undefined {
  try {
    scene.holder.require(deployment);
    return undefined;
  } catch (error) {
    if (error instanceof AuthFailed) return error.why;
    throw error;
  }
}

describe('a refusal has one word for whoever counts them', () => {
  it.each<[Why, string, () => Answer]>([
    ['invalid', 'no token', () => scene.grant('')],
    ['invalid', 'a token of nobody', () => scene.grant(testVendor().issue())],
    ['expired', 'an end', () => scene.grant(vendor.issue({ kind: 'trial', exp: now }))],
    [
      'expired',
      'an end of its grace',
      () => scene.grant(vendor.issue({ kind: 'term', exp: now - 86_400, grace_days: 1 })),
    ],
    ['not-yet-valid', 'a beginning', () => scene.grant(vendor.issue({ nbf: now + 1 }))],
    [
      'revoked',
      'a revocation',
      () => {
        const keyset = vendor.rekey({ version: 2, revoked: [vendor.claims().jti] });
        return scene.grant(vendor.issue(), { keyset });
      },
    ],
  ])('%s: judged by the holder, of %s', async (word, _, answer) => {
    scene.start(answer());
    await scene.refused();
    expect(why()).toBe(word);
    expect(scene.holder.status()).toMatchObject({ inForce: false, why: word });
  });

  it('other-machine: judged by a holder that looks', async () => {
    const seen = (of: string): Sighting => ({ state: 'seen', hashes: [testHash(of)] });
    const absent: Sighting = { state: 'absent' };
    const observe = (): Observation => ({
      machineId: seen('of-another'),
      productUuid: absent,
      boardSerial: seen('of-another'),
      diskSerial: seen('of-another'),
      nics: absent,
      developmentId: absent,
      gpu: absent,
    });
    scene.start(scene.grant(vendor.issue()), { observe });
    await scene.refused();
    expect(why()).toBe('other-machine');
  });

  it('other-deployment: of one request, while others are let in', async () => {
    scene.start(scene.grant(vendor.issue({ deployments: ['bolts'] })));
    await scene.inForce();
    expect(why('nuts')).toBe('other-deployment');
    expect(why('bolts')).toBeUndefined();
    expect(scene.holder.status().why).toBeUndefined();
  });

  it('out-of-reach: before the first answer, and after an answer that says nothing', async () => {
    scene.start(({ nonce }) => ({ nonce, outcome: undefined }));
    expect(why()).toBe('out-of-reach');
    await scene.clock.pending(REFUSED);
    expect(why()).toBe('out-of-reach');
    expect(scene.holder.status()).toEqual({
      inForce: false,
      why: 'out-of-reach',
      reason: 'licensing out of reach',
    });
  });

  it.each(whys)('%s: as licensing says it, with its reason', async (word) => {
    scene.start(scene.refusal('in its own words', word));
    await scene.refused();
    expect(why()).toBe(word);
    expect(scene.verdict()).toBe('in its own words');
    expect(scene.holder.status()).toEqual({
      inForce: false,
      why: word,
      reason: 'in its own words',
    });
  });

  it('invalid: for a word of a version to come, or of none', async () => {
    scene.start(scene.refusal('a reason to come', 'eclipse' as Why));
    await scene.refused();
    expect(why()).toBe('invalid');
    expect(scene.verdict()).toBe('a reason to come');
    await scene.answers(scene.refusal('no word', '' as Why), REFUSED);
    expect(why()).toBe('invalid');
  });

  it('shows whose licence it was that is refused now', async () => {
    scene.start(scene.grant(vendor.issue()));
    await scene.inForce();
    await scene.answers(scene.refusal('the licence was revoked'), REFUSED);
    expect(scene.holder.status()).toMatchObject({ why: 'revoked', licensee: '某某工厂' });
  });
});
