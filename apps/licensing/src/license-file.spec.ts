import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testHash, testVendor } from '@easel/license/testing';
import { describe, expect, it } from 'vitest';
import { five, Office } from './testing/office.js';

describe('a genuine licence', () => {
  it('gives a gateway a lease, and the log and audit log never have the token', async () => {
    await using office = new Office();
    const token = office.issue({ deployments: ['bolts'] });
    office.drop(token);
    await office.start();
    expect(await office.becomes(({ inForce }) => inForce)).toMatchObject({
      licensee: '某某工厂',
      kind: 'permanent',
    });
    expect(() => office.holder().require('bolts')).not.toThrow();
    expect(() => office.holder().require('nuts')).toThrow('the licence does not cover nuts');
    const told = office.lines.join() + JSON.stringify(office.audit());
    expect(told).toContain('license-of-a-test');
    for (const part of token.trimEnd().split('.')) expect(told).not.toContain(part);
  });

  it.each([
    ['that came through Windows', '\r\n'],
    ['whose line does not end', ''],
  ])('counts in a file %s', async (_, end) => {
    await using office = new Office();
    office.drop(office.issue().trimEnd() + end);
    await office.start();
    expect(await office.verdict()).toBe('in_force');
  });
});

describe('a file that is no licence', () => {
  it.each<[string, (office: Office) => string | Buffer, RegExp]>([
    ['empty', () => '', /^the licence is damaged$/],
    ['two empty lines', () => '\n\n', /^the licence is damaged$/],
    ['in UTF-16', (office) => Buffer.from(office.issue(), 'utf16le'), /^the licence is damaged$/],
    ['after a byte order mark', (office) => `\uFEFF${office.issue()}`, /^the licence is damaged$/],
    ['with a space before it', (office) => ` ${office.issue()}`, /^the licence is damaged$/],
    ['of 50 MB', () => Buffer.alloc(50_000_000, 65), /^the licence is longer than any can be$/],
    ["another vendor's", () => testVendor().issue(), /^the licence was changed, or not signed/],
    [
      'for another machine',
      (office) => office.issue({ fingerprints: [{ boardSerial: [testHash('x')] }] }),
      /^the licence was issued for another machine$/,
    ],
  ])('is told to be what it is, and a good one heals it: %s', async (_, make, reason) => {
    await using office = new Office();
    office.drop(make(office));
    await office.start();
    const status = await office.becomes(({ why }) => why !== undefined && why !== 'out-of-reach');
    expect(status.reason).toMatch(reason);
    expect(() => office.holder().require('bolts')).toThrow(/^Auth check failed: the licence /);
    office.drop(office.issue());
    await office.becomes(({ inForce }) => inForce);
  });

  it('may be no file at all: a folder, a FIFO, a link', async () => {
    await using office = new Office();
    const { current } = office.files;
    mkdirSync(current, { recursive: true });
    await office.start();
    const unreadable = { reason: { en: 'the licence cannot be read' } };
    expect(await office.status()).toMatchObject(unreadable);
    rmSync(current, { recursive: true });
    execFileSync('mkfifo', [current]);
    expect(await office.status()).toMatchObject(unreadable);
    rmSync(current);
    writeFileSync(join(office.home, 'elsewhere.lic'), office.issue());
    symlinkSync(join(office.home, 'elsewhere.lic'), current);
    expect(await office.status()).toMatchObject(unreadable);
    rmSync(current);
    expect(await office.verdict()).toBe('missing');
  });
});

describe('the keys that are trusted, in development', () => {
  it('are read anew when their files change', async () => {
    const other = testVendor('Another');
    await using office = await new Office().start();
    office.drop(`${other.issue({ fingerprints: [five] })}\n`);
    expect((await office.status()).reason?.en).toMatch(/^the licence was changed/);
    office.trust(other);
    expect(await office.verdict()).toBe('in_force');
  });

  it('that are missing are said to be', async () => {
    await using office = new Office();
    office.drop(office.issue());
    rmSync(join(office.home, 'trust/keyset.jwt'));
    await office.start();
    const { reason, keyset } = await office.status();
    expect(reason?.zh).toBe('密钥集尚未安装');
    expect(keyset).toBeNull();
  });
});
