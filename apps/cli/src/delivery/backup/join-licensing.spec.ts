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
const text = (name: string) => readFileSync(join(here(), name), 'utf8');
const now = Date.parse('2026-03-01');

/** Restores a backup again and again, each time killed one move later, until it is done. @returns how often. */
async function killedAtEach(look: (kills: number, killed: boolean) => void): Promise<number> {
  let kills = 0;
  for (let killed = true; killed; kills += 1) {
    using backup = new HostFiles();
    backup.write('.easel/state/licensing/audit.jsonl.1', '{"at":"2025-01-01"}\n');
    backup.write('.easel/state/licensing/queued.lic', 'one that waits there');
    left = Math.min(kills, 1);
    killed = await joinLicensing(backup.work.host.licensing, here()).then(
      () => false,
      () => true,
    );
    look(kills, killed);
  }
  return kills;
}

it('keeps the later time wherever it is killed, and the licence is in place once all is', async () => {
  host.write('.easel/state/licensing/state.json', `{"format":1,"mark":${now},"memory":{}}`);
  const kills = await killedAtEach((at, killed) => {
    expect(JSON.parse(text('state.json'))).toMatchObject({ mark: now });
    expect({ at, licence: existsSync(join(here(), 'easel.lic')) }).toEqual({
      at,
      licence: !killed,
    });
  });
  expect(kills).toBeGreaterThan(4);
  expect(readdirSync(here()).sort()).toEqual([
    'audit.jsonl',
    'audit.jsonl.1',
    'easel.lic',
    'history',
    'queued.lic',
    'state.json',
  ]);
});

it('has the licence that waits on this host, and the earlier ones, wherever it is killed', async () => {
  host.write('.easel/state/licensing/queued.lic', 'one that waits here');
  host.write('.easel/state/licensing/history/1800000000000-j8.lic', 'an earlier one here');
  await killedAtEach(() => {
    expect(text('queued.lic')).toBe('one that waits here');
    expect(readdirSync(join(here(), 'history'))).toEqual(['1800000000000-j8.lic']);
  });
  expect(text('easel.lic')).toBe('a licence\n');
});
