import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as passed } from 'node:timers/promises';
import { BatchStore } from '@easel/jobs';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Site } from '../testing/site.js';
import { Abandoned, touching } from './abandoned.js';

const GRACE_MS = 300;
const log = pino({ level: 'silent' });

let home: string;
let store: BatchStore;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'easel-abandoned-'));
  store = new BatchStore(home);
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(home, { recursive: true, force: true });
});

async function half(): Promise<string> {
  const { id, folder } = await store.begin();
  writeFileSync(join(folder, 'upload'), 'half of it');
  return id;
}

describe('what a gateway was killed over', () => {
  it('is gone a while after the next start; what another gateway is making is not', async () => {
    const dead = await half();
    const alive = await half();
    using _making = touching(join(store.folder, alive), GRACE_MS / 10);
    const abandoned = new Abandoned(store, log, GRACE_MS);
    await vi.waitUntil(() => !readdirSync(store.folder).includes(dead), { timeout: 30_000 });
    const begunLater = await half();
    await passed(2 * GRACE_MS);
    abandoned.close();
    expect(readdirSync(store.folder).sort()).toEqual([alive, begunLater].sort());
  });

  it('is looked for by a gateway that starts', async () => {
    const dead = await half();
    vi.useFakeTimers({ toFake: ['setTimeout'] });
    await using site = await Site.start(
      { EASEL_REDIS_URL: 'unix:///nonexistent' },
      { home, keep: true },
    );
    vi.advanceTimersByTime(121_000);
    vi.useRealTimers();
    await site.line(({ msg }) => msg === 'what a gateway was killed over was taken away');
    expect(readdirSync(store.folder)).not.toContain(dead);
  });
});
