import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reading } from '@easel/license';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { CardWatch } from './card-watch.js';
import { readCards } from './host-cards.js';

const card = (digit: string): string => `GPU-${digit.repeat(8)}-aaaa-bbbb-cccc-${digit.repeat(12)}`;
const read = (...digits: string[]): Reading => ({ state: 'read', values: digits.map(card) });

let watch: CardWatch | undefined;

afterEach(() => {
  watch?.stop();
  vi.useRealTimers();
});

/** A driver that answers when the test says so. */
class Driver {
  asked = 0;
  answer: (reading: Reading) => void = () => undefined;

  ask = () => {
    this.asked += 1;
    return new Promise<Reading>((resolve) => (this.answer = resolve));
  };
}

describe('a watch over the cards', () => {
  it('has the real answer when it starts, and the next one when it looks again', async () => {
    const root = mkdtempSync(join(tmpdir(), 'easel-watch-'));
    const nvidiaSmi = join(root, 'nvidia-smi');
    const driver = (...digits: string[]) => {
      writeFileSync(nvidiaSmi, `#!/bin/sh\necho '${digits.map(card).join('\n')}'\n`);
      chmodSync(nvidiaSmi, 0o755);
    };
    const files = { root, mountinfo: '', isSysfs: () => true, nvidiaSmi };
    driver('1', '2');
    watch = await CardWatch.start(() => readCards(files));
    expect(watch.reading).toEqual(read('1', '2'));
    driver('2');
    expect(watch.reading).toEqual(read('1', '2'));
    await watch.look();
    expect(watch.reading).toEqual(read('2'));
  });

  it('says what it knew while the driver takes its time, and asks it once at a time', async () => {
    const driver = new Driver();
    const starting = CardWatch.start(driver.ask);
    driver.answer(read('1'));
    watch = await starting;
    const looking = watch.look();
    await watch.look();
    expect(driver.asked).toBe(2);
    expect(watch.reading).toEqual(read('1'));
    driver.answer({ state: 'unavailable', why: 'nvidia-smi: no answer within 5 s' });
    await looking;
    expect(watch.reading.state).toBe('unavailable');
  });

  it('asks every half minute by itself, until it is stopped', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const driver = new Driver();
    const starting = CardWatch.start(driver.ask);
    driver.answer(read('1'));
    watch = await starting;
    vi.advanceTimersByTime(29_999);
    expect(driver.asked).toBe(1);
    vi.advanceTimersByTime(1);
    expect(driver.asked).toBe(2);
    watch.stop();
    vi.advanceTimersByTime(300_000);
    expect(driver.asked).toBe(2);
  });
});
