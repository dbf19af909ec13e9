import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { CHUNK, type Batch } from '@easel/jobs';
import { findRedisServer } from '@easel/run/redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { example, examples } from './fixtures.js';
import { makeBatch, rowsOf, wipeRedis } from './made-batch.js';
import { Operator } from './operator.js';
import { eventually, TestSite } from './test-site.js';

const photos = examples.filter(({ file }) => file.endsWith('.jpg'));
const photoAt = (at: number) => photos[at % photos.length]!;

describe.runIf(findRedisServer())('a batch (needs a redis-server)', () => {
  let site: TestSite;
  beforeAll(async () => {
    site = await TestSite.start({ batches: true, env: { EASEL_BATCH_KEEP_PICTURES: 'on' } });
  });
  afterAll(() => site[Symbol.asyncDispose]());

  const make = (pictures: number) => makeBatch(site, { pictures, file: (at) => photoAt(at).bytes });
  const until = (batch: Batch, chunks: number) =>
    eventually(
      () => batch.done(),
      (done) => done.length >= chunks || batch.end !== undefined,
    );
  const ended = (batch: Batch) =>
    eventually(
      () => Promise.resolve(batch.end?.state),
      (state) => state !== undefined,
    );
  /** Each picture once, in order, with the name of what it shows. */
  const expectAll = async (batch: Batch) => {
    const rows = await rowsOf(batch);
    const said = rows.map((row) => [
      row.id,
      'results' in row ? row.results[0]?.name : row.error_msg,
    ]);
    const expected = Array.from({ length: batch.description.pictures }, (_, at) => [
      `picture ${at}`,
      photoAt(at).label,
    ]);
    expect(said).toEqual(expected);
  };

  it('has one row for each picture, whatever is killed meanwhile, and though Redis loses everything', async () => {
    const batch = await make(500);
    for (const [chunks, name] of [
      [1, 'batch'],
      [3, 'redis'],
      [5, 'batch'],
      [7, 'redis'],
    ] as const) {
      await until(batch, chunks);
      await sleep(Math.random() * 200); // in the middle of a chunk, anywhere
      await site.stop(name, 'SIGKILL');
      if (chunks === 3) await wipeRedis(site);
      await site.start(name);
    }
    expect(await ended(batch)).toBe('finished');
    await expectAll(batch);
  });

  it('is taken up by a worker that starts later, where a killed one left it', async () => {
    const batch = await make(4 * CHUNK);
    await until(batch, 1);
    await site.stop('batch', 'SIGKILL');
    const left = await batch.done();
    await site.start('batch');
    expect(await ended(batch)).toBe('finished');
    await expectAll(batch);
    // What was done before was not done again.
    const done = await batch.done();
    expect(done.slice(0, left.length)).toEqual(left);
  });

  it('rests while it is paused, and goes on', async () => {
    const batch = await make(6 * CHUNK);
    await until(batch, 1);
    batch.want('pause');
    const other = await make(1);
    expect(await ended(other)).toBe('finished'); // the worker has something else to do
    const at = (await batch.done()).length;
    expect(at).toBeLessThan(6);
    expect(await ended(await make(1))).toBe('finished');
    expect(await batch.done()).toHaveLength(at);
    batch.want('run');
    expect(await ended(batch)).toBe('finished');
    await expectAll(batch);
  });

  it('ends when it is cancelled, and keeps the rows that it has', async () => {
    const batch = await make(20 * CHUNK);
    await until(batch, 1);
    batch.want('cancel');
    expect(await ended(batch)).toBe('cancelled');
    const rows = await rowsOf(batch);
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.length).toBeLessThan(20 * CHUNK);
    expect(await ended(await make(1))).toBe('finished');
    expect(await rowsOf(batch)).toHaveLength(rows.length);
  });

  it('rests while there is no licence, and goes on by itself with the next one', async () => {
    const operator = await Operator.of(site);
    await operator.admin.install(await operator.ending(4));
    const batch = await make(100 * CHUNK);
    const refused = () => site.client.classify('surface-defects', example('jpg').bytes, 1);
    await eventually(refused, (answer) => 'error_code' in answer && answer.error_code === 337000);
    await eventually(
      async () => {
        const before = (await batch.done()).length;
        await sleep(500);
        return (await batch.done()).length - before;
      },
      (more) => more === 0,
    );
    const at = (await batch.done()).length;
    expect(at).toBeLessThan(100);
    expect(batch.end).toBeUndefined();
    await operator.admin.install(await operator.issue());
    await until(batch, at + 2);
    batch.want('cancel');
    expect(await ended(batch)).toBe('cancelled');
    expect((await rowsOf(batch)).filter((row) => 'error_code' in row)).toEqual([]);
  });

  it('has a row with the error for a file that is no picture, and for an empty one', async () => {
    const bad = Buffer.from('no picture');
    const batch = await makeBatch(site, {
      pictures: 3,
      file: (at) => [bad, Buffer.alloc(0), photoAt(0).bytes][at]!,
    });
    await ended(batch);
    expect(await rowsOf(batch)).toEqual([
      { id: 'picture 0', error_code: 336005, error_msg: expect.stringMatching(/^图片解码失败: /) },
      { id: 'picture 1', error_code: 336006, error_msg: expect.stringContaining('empty') },
      { id: 'picture 2', results: [expect.objectContaining({ name: photoAt(0).label })] },
    ]);
  });

  it('has rows with an error, and holds up no other, where no message to inference can hold what it asks', async () => {
    const file = () => photoAt(0).bytes;
    const never = await makeBatch(site, { pictures: 3, file, topNum: 2 ** 32 });
    const other = await make(3 * CHUNK);
    expect([await ended(other), await ended(never)]).toEqual(['finished', 'finished']);
    await expectAll(other);
    expect(await rowsOf(never)).toMatchObject(Array(3).fill({ error_code: 336000 }));
    await eventually(
      () => Promise.resolve(readFileSync(site.logFile('batch'), 'utf8')),
      (log) => log.includes('invalid uint') && log.includes(never.id),
    );
  });

  it('takes a photo of 46 MiB, as cameras write them', async () => {
    const side = 4000;
    const head = Buffer.alloc(54);
    head.write('BM');
    head.writeUInt32LE(54 + side * side * 3, 2);
    for (const [value, at] of [
      [54, 10],
      [40, 14],
      [side, 18],
      [side, 22],
    ] as const)
      head.writeUInt32LE(value, at);
    head.writeUInt16LE(1, 26);
    head.writeUInt16LE(24, 28);
    const photo = Buffer.concat([head, Buffer.alloc(side * side * 3, 128)]);
    const batch = await makeBatch(site, { pictures: 1, file: () => photo });
    await ended(batch);
    expect(await rowsOf(batch)).toEqual([{ id: 'picture 0', results: [expect.anything()] }]);
  });
});
