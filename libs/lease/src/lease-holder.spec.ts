import { EaselError } from '@easel/errors';
import { LicenseError, type Observation, type Sighting, type Trust } from '@easel/license';
import { testHash, testMachine, testVendor } from '@easel/license/testing';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeClock } from './fake-clock.fixture.js';
import { LeaseHolder, type LeaseHolderOptions, type LeaseStatus } from './lease-holder.js';
import { Licensing, type Answer } from './licensing.fixture.js';

const vendor = testVendor();
const trust: Trust = { edition: 'development', keyset: () => vendor.keyset };
const MINUTE = 60_000;
const noon = Date.UTC(2026, 10, 30, 12);

let clock: FakeClock;
let licensing: Licensing;
let holder: LeaseHolder;
let logged: (line: string) => void;

const grant =
  (token: string, changes: { durationMs?: number; effectiveTimeMs?: number } = {}): Answer =>
  ({ nonce }) => ({
    nonce,
    outcome: {
      $case: 'grant',
      value: { token, durationMs: 10 * MINUTE, effectiveTimeMs: clock.wall(), ...changes },
    },
  });

const refusal =
  (reason: string): Answer =>
  ({ nonce }) => ({ nonce, outcome: { $case: 'refusal', value: { reason } } });

const log = pino({ level: 'debug' }, { write: (line: string) => logged(line) });

function start(answer: Answer, options: Partial<LeaseHolderOptions> = {}): void {
  licensing.answer = answer;
  const { address } = licensing;
  holder = LeaseHolder.start({ address, holder: 'gateway', trust, log, clock, ...options });
}

/** Resolves once the holder's status is as asked for. */
const becomes = (wanted: (status: LeaseStatus) => boolean) =>
  new Promise<LeaseStatus>((resolve) => {
    const check = (status: LeaseStatus) => {
      if (!wanted(status)) return;
      stop();
      resolve(status);
    };
    const stop = holder.onChange(check);
    check(holder.status());
  });

const inForce = () => becomes((status) => status.inForce);
const refused = () => becomes(({ reason }) => reason !== undefined && !reason.includes('reach'));

/** Resolves when the log says so. */
const logs = (text: string) =>
  new Promise<void>((resolve) => {
    logged = (line) => {
      if (line.includes(text)) resolve();
    };
  });

/** What a caller is told. */
function verdict(deployment = 'bolts'): string {
  try {
    holder.require(deployment);
    return 'let in';
  } catch (error) {
    expect(error).toBeInstanceOf(EaselError);
    expect((error as EaselError).code).toBe(337000);
    return (error as EaselError).detail;
  }
}

beforeEach(async () => {
  clock = new FakeClock(noon);
  logged = () => undefined;
  licensing = await new Licensing(refusal('not set')).start();
});

afterEach(() => {
  holder.close();
  licensing.kill();
});

describe('a holder that was granted a lease', () => {
  it('lets in what the licence covers, and names what it does not', async () => {
    start(grant(vendor.issue({ deployments: ['bolts'] })));
    expect(verdict()).toBe('licensing out of reach');
    await inForce();
    expect(verdict('bolts')).toBe('let in');
    expect(verdict('nuts')).toBe('the licence does not cover nuts');
    expect(verdict('__proto__')).toBe('the licence does not cover __proto__');
  });

  it('lets in every deployment when the licence is for all', async () => {
    start(grant(vendor.issue({ deployments: ['*'] })));
    await inForce();
    expect(verdict('anything')).toBe('let in');
  });

  it('shows whose licence it is, and until when', async () => {
    start(grant(vendor.issue({ kind: 'trial', exp: noon / 1000 + 86_400 })));
    expect(await inForce()).toEqual({
      inForce: true,
      licensee: '某某工厂',
      kind: 'trial',
      expires: noon / 1000 + 86_400,
    });
  });

  it('asks again when a third of it is over, so that it never runs out', async () => {
    start(grant(vendor.issue()));
    await inForce();
    const third = (10 * MINUTE) / 3;
    for (let thirds = 0; thirds < 9; thirds++) {
      await clock.pending(third);
      clock.advance(third);
      expect(verdict()).toBe('let in');
    }
    expect(licensing.asked).toBeGreaterThanOrEqual(9);
  });

  it('keeps it to its last millisecond when licensing is gone, and no longer', async () => {
    start(grant(vendor.issue()));
    await inForce();
    licensing.kill();
    clock.advance(10 * MINUTE - 1);
    expect(verdict()).toBe('let in');
    clock.advance(1);
    expect(verdict()).toBe('licensing out of reach');
  });

  it('has one again soon after licensing is back', async () => {
    start(grant(vendor.issue()));
    await inForce();
    licensing.kill();
    clock.advance(11 * MINUTE);
    expect(holder.status()).toMatchObject({ inForce: false, reason: 'licensing out of reach' });
    await licensing.start();
    const nudge = setInterval(() => clock.advance(250), 20); // its pauses are on the fake clock
    await inForce();
    clearInterval(nudge);
    expect(verdict()).toBe('let in');
  });

  it('loses it at once when licensing says that something changed', async () => {
    start(grant(vendor.issue()));
    await inForce();
    licensing.answer = refusal('the licence was revoked');
    licensing.announce();
    await refused();
    expect(verdict()).toBe('the licence was revoked');
    licensing.answer = grant(vendor.issue());
    licensing.announce();
    await inForce();
    expect(verdict()).toBe('let in');
  });

  it('stops in the second that the licence ends, in the middle of a lease', async () => {
    start(grant(vendor.issue({ kind: 'trial', exp: noon / 1000 + 120 })));
    await inForce();
    clock.advance(2 * MINUTE - 1);
    expect(verdict()).toBe('let in');
    clock.advance(1);
    expect(verdict()).toBe('the licence expired on 2026-11-30');
  });

  it('is not moved by a machine whose clock is set', async () => {
    start(grant(vendor.issue({ kind: 'trial', exp: noon / 1000 + 86_400 })));
    await inForce();
    clock.set(Date.UTC(2151, 0));
    expect(verdict()).toBe('let in');
    clock.set(Date.UTC(2020, 1));
    clock.advance(10 * MINUTE);
    expect(verdict()).toBe('licensing out of reach');
  });

  it('holds none for longer than ten minutes, whatever licensing says', async () => {
    start(grant(vendor.issue(), { durationMs: 4_000_000_000 }));
    await inForce();
    licensing.kill();
    clock.advance(10 * MINUTE);
    expect(verdict()).toBe('licensing out of reach');
  });
});

describe('a holder that judges for itself', () => {
  const ended = vendor.issue({ kind: 'trial', exp: noon / 1000 - 60 });

  it.each<[string, () => Answer, string]>([
    [
      'a token that nobody signed',
      () => grant(`${vendor.issue().split('.').slice(0, 2).join('.')}.`),
      'the licence was changed, or not signed by the vendor',
    ],
    [
      "another vendor's token",
      () => grant(testVendor().issue()),
      'the licence was changed, or not signed by the vendor',
    ],
    ['no token', () => grant(''), 'the licence is damaged'],
    ['a licence that ended', () => grant(ended), 'the licence expired on 2026-11-30'],
    [
      'a licence that ended by its own clock, licensing being behind',
      () => grant(ended, { effectiveTimeMs: Date.UTC(2026, 6) }),
      'the licence expired on 2026-11-30',
    ],
    [
      "a licence that ended by licensing's clock, the machine's being set back",
      () => {
        clock.set(Date.UTC(2026, 6));
        return grant(ended, { effectiveTimeMs: noon });
      },
      'the licence expired on 2026-11-30',
    ],
    [
      'a licence that has not begun',
      () => grant(vendor.issue({ nbf: noon / 1000 + 86_400 })),
      'the licence is not valid before 2026-12-01',
    ],
  ])('refuses a yes with %s', async (_, answer, reason) => {
    start(answer());
    await refused();
    expect(verdict()).toBe(reason);
  });

  it('takes no answer to another question, nor an old one twice', async () => {
    let first: ReturnType<Answer> | undefined;
    const genuine = grant(vendor.issue());
    start((request) => (first ??= genuine(request)));
    await inForce();
    const ignored = logs('no answer from licensing');
    clock.advance((10 * MINUTE) / 3);
    await ignored;
    clock.advance(7 * MINUTE);
    expect(verdict()).toBe('licensing out of reach');
  });

  it('has no lease from an answer with a nonce of its own', async () => {
    const ignored = logs('no answer from licensing');
    const genuine = grant(vendor.issue());
    start((request) => ({ ...genuine(request), nonce: Buffer.alloc(16) }));
    await ignored;
    expect(verdict()).toBe('licensing out of reach');
  });

  it('says what is wrong with the keys that it trusts', async () => {
    const broken: Trust = {
      edition: 'development',
      keyset: () => {
        throw new LicenseError('keyset', 'missing');
      },
    };
    start(grant(vendor.issue()), { trust: broken });
    await refused();
    expect(verdict()).toBe('the keyset is not installed');
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
  });

  it('takes a licence that could be for this machine, as far as it can read it', async () => {
    start(grant(vendor.issue()), { observe: () => machine('disk') });
    await inForce();
    expect(verdict()).toBe('let in');
  });

  it("refuses another machine's genuine licence, whatever licensing says", async () => {
    const machineId = [testHash('of-another')];
    const elsewhere = { ...testMachine, machineId, diskSerial: [testHash('of-another')] };
    start(grant(vendor.issue({ fingerprints: [elsewhere] })), { observe: () => machine('disk') });
    await refused();
    expect(verdict()).toBe('the licence was issued for another machine');
  });
});
