import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { HostFiles } from './host.fixture.js';
import { joinLicensing } from './join-licensing.js';

/** How many more times a file is moved before whoever does it is killed. */
let left = Infinity;
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const rename: typeof real.rename = async (...paths) => {
    if ((left -= 1) < 0) throw new Error('killed');
    await real.rename(...paths);
  };
  return { ...real, rename };
});

let host: HostFiles;
beforeEach(async () => {
  host = new HostFiles();
  await host.work.host.forgetLicense();
});
afterEach(() => {
  left = Infinity;
  host[Symbol.dispose]();
});
const here = () => host.work.host.licensing;
const now = Date.parse('2026-03-01');

it('keeps the later time wherever it is killed, and the licence is in place once all is', async () => {
  host.write('.easel/state/licensing/state.json', `{"format":1,"mark":${now},"memory":{}}`);
  const restored = async () => {
    using backup = new HostFiles();
    backup.write('.easel/state/licensing/audit.jsonl.1', '{"at":"2025-01-01"}\n');
    await joinLicensing(backup.work.host.licensing, here());
  };
  let kills = 0;
  for (let killed = true; killed; kills += 1) {
    left = kills;
    killed = await restored().then(
      () => false,
      () => true,
    );
    expect(JSON.parse(readFileSync(join(here(), 'state.json'), 'utf8'))).toMatchObject({
      mark: now,
    });
    expect({ kills, licence: existsSync(join(here(), 'easel.lic')) }).toEqual({
      kills,
      licence: !killed,
    });
  }
  expect(kills).toBeGreaterThan(2);
  expect(readdirSync(here()).sort()).toEqual([
    'audit.jsonl',
    'audit.jsonl.1',
    'easel.lic',
    'history',
    'state.json',
  ]);
});
