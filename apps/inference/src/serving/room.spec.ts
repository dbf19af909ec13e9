import { describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { LanePool } from '../lanes/lane-pool.js';
import { fixtureRelease } from '../testing.js';
import { appetiteIn, shortage } from './room.js';

const GIB = 2 ** 30;
const share = { memoryBytes: 8 * GIB };

describe('room for a version', () => {
  it('is there for what each lane holds, and for what the last takes while it loads', () => {
    const room = { lanes: 4, used: 2 * GIB, share };
    expect(shortage({ holds: GIB, most: 3 * GIB }, room)).toBeUndefined();
    expect(shortage({ holds: GIB, most: 3.1 * GIB }, room)).toBe(
      'it needs 6.1 GiB in 4 lanes beside what answers now, and 6.0 of 8.0 GiB are left. Give inference more memory or fewer lanes (EASEL_LANES), or take a smaller model',
    );
  });

  it('is there for a model in fewer lanes that is not in all', () => {
    const appetite = { holds: 3 * GIB, most: 3 * GIB };
    expect(shortage(appetite, { lanes: 2, used: GIB, share })).toBeUndefined();
    expect(shortage(appetite, { lanes: 3, used: GIB, share })).toContain('9.0 GiB in 3 lanes');
  });

  it.runIf(process.platform === 'linux')('is little for a little model', async () => {
    await using pool = new LanePool({ lanes: 1, log: pino({ level: 'silent' }) });
    await pool.load(await fixtureRelease('float32-nchw-NC'));
    const { holds, most } = appetiteIn(pool)!;
    expect(holds).toBeLessThan(100 * 2 ** 20);
    expect(most).toBeGreaterThanOrEqual(holds);
  });
});
