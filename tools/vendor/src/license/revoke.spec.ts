import { beforeEach, describe, expect, it } from 'vitest';

import { Desk } from '../cli/desk.fixture.js';
import { putKeyset, readPublicKeys } from '../keys/keyset-file.js';
import { readLedger } from '../ledger/reading.js';

let desk: Desk;

const revoke = (...jti: string[]) =>
  desk.run('license', 'revoke', ...jti, '--keys', 'keys', '--reason', 'never paid');
const keyset = () => readPublicKeys(desk.keys).keyset;

beforeEach(async () => {
  desk = new Desk();
  await desk.init();
  await desk.issue('--request', desk.request());
});

describe('a revocation', () => {
  it('makes a licence count no more where the next keyset arrives, and is in the ledger', async () => {
    const { jti } = desk.license();
    expect(await revoke(jti)).toMatchObject({ code: 0, out: /Keyset version 2 is in/ });
    expect(keyset()).toMatchObject({ version: 2, revoked: new Set([jti]) });
    expect(() => desk.license()).toThrow('the licence was revoked');
    expect(readLedger(desk.keys).entries.at(-1)).toMatchObject({
      event: 'revoked',
      licenses: [jti],
      reason: 'never paid',
      keyset: 2,
    });
  });

  it('may be of several at once, and leaves the others in force', async () => {
    const first = desk.license().jti;
    await desk.issue('--request', desk.request(), '--kind', 'permanent');
    const second = desk.license().jti;
    await desk.issue('--request', desk.request(), '--kind', 'permanent');
    await revoke(first, second);
    expect(keyset().revoked).toEqual(new Set([first, second]));
    expect(desk.license().kind).toBe('permanent');
  });

  it('outlives a rotation', async () => {
    const { jti } = desk.license();
    await revoke(jti);
    await desk.run('keys', 'rotate', 'keys', '--use', 'license');
    expect(keyset()).toMatchObject({ version: 3, revoked: new Set([jti]) });
  });

  it('of what was never issued, or was revoked, is refused, with all that came with it', async () => {
    const { jti } = desk.license();
    expect(await revoke(jti, 'mistyped')).toMatchObject({
      code: 1,
      err: 'Never issued with these keys: mistyped. Nothing was revoked\n',
    });
    expect(keyset().version).toBe(1);
    await revoke(jti);
    expect(await revoke(jti)).toMatchObject({ code: 1, err: /^Revoked already/ });
    expect(keyset().version).toBe(2);
  });

  it('that was cut off between ledger and keyset is done by asking again', async () => {
    const { jti } = desk.license();
    const before = keyset();
    await revoke(jti);
    putKeyset(desk.keys, before);
    expect(await revoke(jti)).toMatchObject({ code: 0 });
    expect(keyset().revoked).toEqual(new Set([jti]));
  });
});
