import { describe, expect, it } from 'vitest';
import type { Way } from '../lanes/protocol.js';
import { fixtureRelease } from '../testing.js';
import { measure } from './measure.js';

const machine = { cores: 2, lanes: 2 };

const options = {
  patienceMs: 50_000,
  failed: (way: Way, error: Error): never => {
    throw new Error(`unexpected: ${JSON.stringify(way)}`, { cause: error });
  },
};

describe('measuring a model in processes of its own', () => {
  it('tries threads, and batches where the model takes several pictures', async () => {
    const { best, trials } = await measure(
      await fixtureRelease('float32-nchw-NC'),
      machine,
      options,
    );
    expect(trials[0]).toMatchObject({ lanes: 2, threads: 1, batch: 1 });
    expect(trials).toContainEqual(expect.objectContaining({ lanes: 1, threads: 2, batch: 1 }));
    expect(trials).toContainEqual(expect.objectContaining({ batch: 2 }));
    expect(trials).toContain(best);
    for (const { imagesPerSecond } of trials) expect(imagesPerSecond).toBeGreaterThan(1);
  });

  it('tries no batch on a model of one place', async () => {
    const { trials } = await measure(await fixtureRelease('float32-nchw-batch1'), machine, options);
    expect(trials.filter(({ batch }) => batch > 1)).toEqual([]);
  });

  it('takes no batch that changes the answers', async () => {
    const failed: [Way, string][] = [];
    const { best } = await measure(await fixtureRelease('float32-nchw-mixing'), machine, {
      ...options,
      failed: (way, error) => failed.push([way, error.message]),
    });
    expect(best.batch).toBe(1);
    expect(failed).toEqual([
      [expect.objectContaining({ batch: 2 }), 'its answers change when 2 pictures go in together'],
    ]);
  });

  it('says why a model cannot be run', async () => {
    const release = await fixtureRelease('float32-nchw-NC', { input: { width: 32 } });
    await expect(measure(release, machine, options)).rejects.toThrow('[N, 3, 16, 16]');
  });
});
