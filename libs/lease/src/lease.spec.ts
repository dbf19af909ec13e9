import { LicenseError, type Observation, type Sighting, type Trust } from '@easel/license';
import { testHash, testMachine, testVendor } from '@easel/license/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Answer } from './licensing.fixture.js';
import { MINUTE, noon, REFUSED, Scene } from './scene.fixture.js';

const vendor = testVendor();

let scene: Scene;

beforeEach(async () => {
  scene = await Scene.open(vendor.trust);
});

afterEach(() => scene.close());

describe('a holder that judges for itself', () => {
  const ended = vendor.issue({ kind: 'trial', exp: noon / 1000 - 60 });

  it.each<[string, () => Answer, string]>([
    [
      'a token that nobody signed',
      () => scene.grant(`${vendor.issue().split('.').slice(0, 2).join('.')}.`),
      'the licence was changed, or not signed by the vendor',
    ],
    [
      "another vendor's token",
      () => scene.grant(testVendor().issue()),
      'the licence was changed, or not signed by the vendor',
    ],
    ['no token', () => scene.grant(''), 'the licence is damaged'],
    ['a licence that ended', () => scene.grant(ended), 'the licence expired on 2026-11-30'],
    [
      'a licence that ended by its own clock, licensing being behind',
      () => scene.grant(ended, { effectiveTimeMs: Date.UTC(2026, 6) }),
      'the licence expired on 2026-11-30',
    ],
    [
      "a licence that ended by licensing's clock, the machine's being set back",
      () => {
        scene.clock.set(Date.UTC(2026, 6));
        return scene.grant(ended, { effectiveTimeMs: noon });
      },
      'the licence expired on 2026-11-30',
    ],
    [
      'a licence that has not begun',
      () => scene.grant(vendor.issue({ nbf: noon / 1000 + 86_400 })),
      'the licence is not valid before 2026-12-01',
    ],
  ])('refuses a yes with %s', async (_, answer, reason) => {
    scene.start(answer());
    await scene.refused();
    expect(scene.verdict()).toBe(reason);
  });

  it('takes no answer to another question, nor an old one twice', async () => {
    let first: ReturnType<Answer> | undefined;
    const genuine = scene.grant(vendor.issue());
    scene.start((request) => (first ??= genuine(request)));
    await scene.inForce();
    const ignored = scene.logs('no answer from licensing');
    scene.clock.advance((10 * MINUTE) / 3);
    await ignored;
    scene.clock.advance(7 * MINUTE);
    expect(scene.verdict()).toBe('licensing out of reach');
  });

  it('has no lease from an answer with a nonce of its own', async () => {
    const ignored = scene.logs('no answer from licensing');
    const genuine = scene.grant(vendor.issue());
    scene.start((request) => ({ ...genuine(request), nonce: Buffer.alloc(16) }));
    await ignored;
    expect(scene.verdict()).toBe('licensing out of reach');
  });

  it('takes a keyset up that came with a yes, and refuses what it revokes from then on', async () => {
    const revoking = vendor.rekey({ version: 2, revoked: ['license-of-a-test'] });
    scene.start(scene.grant(vendor.issue(), { keyset: revoking }));
    await scene.refused();
    expect(scene.verdict()).toBe('the licence was revoked');
  });

  it('says what is wrong with the keys that it trusts', async () => {
    const broken: Trust = {
      edition: 'development',
      root: () => vendor.root.publicKey,
      keyset: () => {
        throw new LicenseError('keyset', 'missing');
      },
    };
    scene.start(scene.grant(vendor.issue()), { trust: broken });
    await scene.refused();
    expect(scene.verdict()).toBe('the keyset is not installed');
  });
});

describe('a stub in the place of licensing, which says yes to everything', () => {
  const stranger = testVendor('A Customer With Keys Of His Own');

  it('wins nothing with keys of its own', async () => {
    const keyset = stranger.rekey({ version: 99 });
    scene.start(scene.grant(stranger.issue(), { keyset }));
    await scene.refused();
    expect(scene.verdict()).toBe('the keyset was changed, or not signed by the vendor');
    await scene.answers(scene.grant(stranger.issue()), REFUSED);
    expect(scene.verdict()).toBe('the licence was changed, or not signed by the vendor');
  });

  it('wins nothing with a licence that has ended, whatever time it says it is', async () => {
    const ended = vendor.issue({ kind: 'trial', exp: noon / 1000 - 1 });
    scene.start(scene.grant(ended, { effectiveTimeMs: 0, durationMs: 4_000_000_000 }));
    await scene.refused();
    expect(scene.verdict()).toBe('the licence expired on 2026-11-30');
  });

  it('wins ten minutes at most with a genuine licence that was revoked since', async () => {
    scene.start(scene.grant(vendor.issue(), { durationMs: 4_000_000_000 }));
    await scene.inForce();
    const keyset = vendor.rekey({ version: 2, revoked: [vendor.claims().jti] });
    await scene.answers(scene.grant(vendor.issue(), { keyset }), REFUSED);
    expect(scene.verdict()).toBe('the licence was revoked');
  });
});

describe('a holder that looks at the machine itself', () => {
  const seen = (hash: string): Sighting => ({ state: 'seen', hashes: [testHash(hash)] });
  const hidden: Sighting = { state: 'unavailable', why: 'EACCES' };
  const absent: Sighting = { state: 'absent' };
  /** As a user without rights sees it: the board's serial is for root alone. */
  const machine = (disk: string): Observation => ({
    machineId: seen('machine-id'),
    productUuid: hidden,
    boardSerial: hidden,
    diskSerial: seen(disk),
    nics: absent,
    developmentId: absent,
    gpu: absent,
  });

  it('takes a licence that could be for this machine, as far as it can read it', async () => {
    scene.start(scene.grant(vendor.issue()), { observe: () => machine('disk') });
    await scene.inForce();
    expect(scene.verdict()).toBe('let in');
  });

  it("refuses another machine's genuine licence, whatever licensing says", async () => {
    const machineId = [testHash('of-another')];
    const elsewhere = { ...testMachine, machineId, diskSerial: [testHash('of-another')] };
    scene.start(scene.grant(vendor.issue({ fingerprints: [elsewhere] })), {
      observe: () => machine('disk'),
    });
    await scene.refused();
    expect(scene.verdict()).toBe('the licence was issued for another machine');
  });

  it('takes a licence for a site that this machine could be part of', async () => {
    const elsewhere = { machineId: [testHash('of-another')] };
    const site = vendor.issue({ fingerprints: [elsewhere, testMachine] });
    scene.start(scene.grant(site), { observe: () => machine('disk') });
    await scene.inForce();
    expect(scene.verdict()).toBe('let in');
  });

  const card = vendor.issue({ mode: 'gpu', fingerprints: [{ gpu: [testHash('card')] }] });

  it.each<[string, Sighting]>([
    ['is here', seen('card')],
    ['cannot be asked for by this holder', hidden],
  ])('takes a licence for a card that %s', async (_, gpu) => {
    scene.start(scene.grant(card), { observe: () => ({ ...machine('disk'), gpu }) });
    await scene.inForce();
    expect(scene.verdict()).toBe('let in');
  });

  it.each<[string, Sighting]>([
    ['another', seen('another-card')],
    ['none', absent],
  ])('refuses a licence for a card where there is %s', async (_, gpu) => {
    scene.start(scene.grant(card), { observe: () => ({ ...machine('disk'), gpu }) });
    await scene.refused();
    expect(scene.verdict()).toBe('the licence is for a GPU card that is not in this machine');
    expect(scene.holder.status().why).toBe('other-hardware');
  });

  it('looks again with each lease: a disk taken out ends it with the next', async () => {
    let disk = 'disk';
    const strict = { ...testMachine, boardSerial: [testHash('other-board')] };
    const licence = vendor.issue({ fingerprints: [strict] });
    const board = { boardSerial: seen('board') };
    scene.start(scene.grant(licence), { observe: () => ({ ...machine(disk), ...board }) });
    await scene.inForce();
    disk = 'other-disk';
    expect(scene.verdict()).toBe('let in');
    await scene.answers(scene.grant(licence), REFUSED);
    expect(scene.verdict()).toBe('the licence was issued for another machine');
  });
});
