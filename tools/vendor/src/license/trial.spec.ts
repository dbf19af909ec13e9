import { beforeEach, describe, expect, it } from 'vitest';

import { Desk, hash, machine } from '../cli/desk.fixture.js';

let desk: Desk;

const trial = (changes: Parameters<Desk['request']>[0] = {}, ...more: string[]) =>
  desk.issue('--request', desk.request(changes), ...more);

beforeEach(async () => {
  desk = new Desk();
  await desk.init();
  await trial();
});

describe('a machine that had its trial', () => {
  it('gets no second, and is told which was the first', async () => {
    const { jti, nbf } = desk.license();
    const day = new Date(nbf * 1000).toISOString().slice(0, 10);
    const { code, err } = await trial();
    expect(code).toBe(1);
    expect(err).toContain(`This machine had its trial: ${jti} for 某某工厂, from ${day}`);
    expect(err).not.toContain('Sign this?');
  });

  it.each([
    ['with 2 of its 5 parts changed', machine({ boardSerial: [hash('x')], nics: [hash('y')] })],
    ['with one of its network cards', machine({ nics: [hash('a-nic-2')] })],
    [
      'of which all but 2 parts cannot be read this time',
      { machineId: machine().machineId!, nics: machine().nics! },
    ],
  ])('is known again %s', async (_, fingerprint) => {
    expect(await trial({ fingerprint }, '--accept-weak')).toMatchObject({
      code: 1,
      err: /had its trial/,
    });
  });

  it('is known again when more of it can be read than the first time', async () => {
    const { machineId, nics } = machine({}, 'b');
    await trial({ fingerprint: { machineId: machineId!, nics: nics! } }, '--accept-weak');
    expect(await trial({ fingerprint: machine({}, 'b') })).toMatchObject({
      code: 1,
      err: /had its trial/,
    });
  });

  it('is known again among the machines of a site, and under another customer', async () => {
    desk.request({ fingerprint: machine({}, 'b') }, 'b.json');
    const site = ['--request', 'b.json', desk.request(), '--customer', 'Somebody else'];
    expect(await desk.issue(...site)).toMatchObject({ code: 1, err: /had its trial/ });
  });

  it('may buy a permanent licence, or a term', async () => {
    expect(await trial({}, '--kind', 'permanent')).toMatchObject({ code: 0 });
    expect(await trial({}, '--kind', 'term', '--days', '30')).toMatchObject({ code: 0 });
  });

  it('does not count as having had one for what it bought', async () => {
    const bought = { fingerprint: machine({}, 'b') };
    await trial(bought, '--kind', 'permanent');
    expect(await trial(bought)).toMatchObject({ code: 0 });
  });
});

describe('another machine', () => {
  it.each([
    ['altogether', machine({}, 'b')],
    [
      'that shares 2 of 5 parts',
      machine({ machineId: machine().machineId!, nics: machine().nics! }, 'b'),
    ],
    [
      'that is a clone with its own board and disk',
      machine({ boardSerial: [hash('b-board')], diskSerial: [hash('b-disk')] }),
    ],
  ])('%s gets its own trial', async (_, fingerprint) => {
    expect(await trial({ fingerprint })).toMatchObject({ code: 0 });
  });
});

describe('a card that had its trial', () => {
  const card = (name: string, fingerprint = machine()) =>
    trial({ cards: [hash(name)], fingerprint }, '--mode', 'gpu');

  it('gets no second in another machine, and another card gets its own', async () => {
    expect(await card('card')).toMatchObject({ code: 0 });
    expect(await card('card', machine({}, 'b'))).toMatchObject({ code: 1, err: /had its trial/ });
    expect(await card('other')).toMatchObject({ code: 0 });
  });
});
