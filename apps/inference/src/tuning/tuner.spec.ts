import { chmod, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { inference } from '@easel/rpc';
import { fixtureRelease } from '../testing.js';
import { Tuner } from './tuner.js';

const { TUNING_ORIGIN_MEASURED, TUNING_ORIGIN_PINNED } = inference.TuningOrigin;

/** A tuner and what it logs. */
async function start(options: { folder?: string; on?: boolean; cores?: number } = {}) {
  const folder = options.folder ?? join(await mkdtemp(join(tmpdir(), 'easel-tuner-')), 'tuning');
  const cores = options.cores ?? 1;
  const said: string[] = [];
  const log = pino(
    { base: null },
    { write: (line: string) => said.push((JSON.parse(line) as { msg: string }).msg) },
  );
  const tuner = new Tuner({
    folder,
    on: options.on ?? true,
    machine: { cores, lanes: cores },
    log,
  });
  return { tuner, folder, said };
}

describe('a model that is activated', () => {
  it('is measured once on a machine, and says so', async () => {
    const release = await fixtureRelease('float32-nchw-batch1');
    const { tuner, folder, said } = await start();
    const tuning = await tuner.tune(release);
    expect(tuning).toMatchObject({
      origin: TUNING_ORIGIN_MEASURED,
      lanes: 1,
      threads: 1,
      batch: 1,
    });
    expect(said).toEqual([
      expect.stringMatching(/^tuned: about \d+ images\/s on 1 lane, batching off/),
    ]);

    const later = await start({ folder });
    expect(await later.tuner.tune(release)).toEqual(tuning);
    expect(later.said).toEqual([]);
  });

  it('is run as its manifest says, without being measured', async () => {
    const { tuner, said } = await start({ cores: 4 });
    const release = await fixtureRelease('float32-nchw-NC', { run: { threads: 2, batch: 8 } });
    expect(await tuner.tune(release)).toEqual({
      origin: TUNING_ORIGIN_PINNED,
      lanes: 2,
      threads: 2,
      batch: 8,
      imagesPerSecond: 0,
      batching: inference.Batching.BATCHING_UNSPECIFIED,
      batchingGain: 0,
      trials: [],
    });
    expect(said).toEqual([]);
  });

  it('is not measured where that is turned off', async () => {
    const { tuner } = await start({ on: false });
    expect(await tuner.tune(await fixtureRelease('float32-nchw-batch1'))).toBeUndefined();
  });

  it('is measured anew when what was measured cannot be read', async () => {
    const release = await fixtureRelease('float32-nchw-batch1');
    const { tuner, folder } = await start();
    await tuner.tune(release);
    for (const name of await readdir(folder)) await writeFile(join(folder, name), '{"format": 1,');
    const later = await start({ folder });
    expect(await later.tuner.tune(release)).toMatchObject({ origin: TUNING_ORIGIN_MEASURED });
    expect(later.said).toEqual([
      'what was measured before cannot be read: it is measured anew',
      expect.stringMatching(/^tuned: /),
    ]);
  });

  it('is tuned all the same where that cannot be kept', async () => {
    const file = join(await mkdtemp(join(tmpdir(), 'easel-tuner-')), 'file');
    await writeFile(file, '');
    await chmod(file, 0o444);
    const { tuner, said } = await start({ folder: join(file, 'tuning') });
    const tuning = await tuner.tune(await fixtureRelease('float32-nchw-batch1'));
    expect(tuning).toMatchObject({ origin: TUNING_ORIGIN_MEASURED });
    expect(said.at(-1)).toBe('what was measured cannot be kept: it is measured again next time');
  });

  it('goes on to its load when it cannot be run, which says why', async () => {
    const { tuner, said } = await start();
    const release = await fixtureRelease('float32-nchw-NC', { input: { width: 32 } });
    expect(await tuner.tune(release)).toBeUndefined();
    expect(said).toEqual(['the model could not be measured: one thread, batching off']);
  });
});
