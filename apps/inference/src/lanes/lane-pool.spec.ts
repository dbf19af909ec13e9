import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { pino, type Logger } from 'pino';
import sharp from 'sharp';
import { fixtureRelease, plainPng } from '../testing.js';
import { LanePool, type Work } from './lane-pool.js';
import { monotonicMs, type Rank, type ReleaseKey } from './protocol.js';

const picture = await plainPng(200, 100, 50);
/** Takes a lane some ten milliseconds. */
const photo = await sharp({
  create: { width: 3000, height: 2000, channels: 3, background: 'teal' },
})
  .jpeg()
  .toBuffer();
const jpeg = await sharp(picture).jpeg().toBuffer();
/** Dies of pictures that begin with 0xff, never answers those that begin with 0xee, is killed over those with 0xdd. */
const fragile = fileURLToPath(new URL('fixtures/fragile-lane.mjs', import.meta.url));
const withoutKoffi = fileURLToPath(new URL('fixtures/lane-without-koffi.mjs', import.meta.url));
let pool: LanePool | undefined;

async function poolWith(
  lanes: number,
  options: { program?: string; stuckMs?: number; log?: Logger } = {},
): Promise<{ pool: LanePool; key: ReleaseKey }> {
  pool = new LanePool({ lanes, log: pino({ level: 'silent' }), ...options });
  return { pool, key: await pool.load(await fixtureRelease('float32-nchw-NC')) };
}

const ofOneLane = { lanes: 1, threads: 2, batch: 1 };

const work = (key: ReleaseKey, more: Partial<Work> = {}): Work => ({
  key,
  image: picture,
  topNum: 1,
  rank: 'live',
  due: monotonicMs() + 20_000,
  logId: 1,
  ...more,
});

afterEach(() => pool?.drain());

describe('the lanes', () => {
  it('answer every request when one of them is killed under load', async () => {
    const { pool, key } = await poolWith(2);
    const asked = Array.from({ length: 200 }, () => pool.classify(work(key)));
    process.kill(pool.pids[0]!, 'SIGKILL');
    const answers = await Promise.all(asked);
    expect(answers).toHaveLength(200);
    expect(new Set(answers.map(({ scores }) => scores[0]?.name)).size).toBe(1);
  });

  it('come back when all of them are killed', async () => {
    const { pool, key } = await poolWith(2);
    const before = pool.pids;
    const asked = Array.from({ length: 20 }, () => pool.classify(work(key)));
    for (const pid of before) process.kill(pid, 'SIGKILL');
    await expect(Promise.all(asked)).resolves.toHaveLength(20);
    expect(pool.pids.some((pid) => before.includes(pid))).toBe(false);
  });

  it('let a request have its turn, however many keep coming for another release', async () => {
    const { pool, key } = await poolWith(1, { program: fragile });
    const rare = await pool.load(await fixtureRelease('float32-nchw-NC'));
    let answered = false;
    let passed = 0;
    const crowd = Array.from({ length: 32 }, async () => {
      while (!answered && passed < 1000) {
        await pool.classify(work(key));
        passed += 1;
      }
    });
    await pool.classify(work(key)); // by now a lane holds as many of the crowd's as it may
    await pool.classify(work(rare));
    answered = true;
    await Promise.all(crowd);
    expect(passed).toBeLessThan(200);
  });

  it('drop a request whose caller has gone before it was begun', async () => {
    const { pool, key } = await poolWith(1);
    const gone = new AbortController();
    const asked = Array.from({ length: 10 }, () => pool.classify(work(key)));
    const dropped = pool.classify(work(key, { signal: gone.signal }));
    gone.abort();
    await expect(dropped).rejects.toThrow('nobody waits for the answer any more');
    await expect(Promise.all(asked)).resolves.toHaveLength(10);
  });

  it('do not begin what is past its deadline', async () => {
    const { pool, key } = await poolWith(1);
    const late = pool.classify(work(key, { due: monotonicMs() - 1 }));
    await expect(late).rejects.toMatchObject({ code: 336100 });
  });

  it('serve JPEGs without libjpeg-turbo, and say once, with the reason, that they are slower', async () => {
    const lines: Record<string, unknown>[] = [];
    const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as never) });
    const { pool, key } = await poolWith(2, { program: withoutKoffi, log });
    const asked = [1, 2, 3, 4].map(() => pool.classify(work(key, { image: jpeg })));
    for (const { scores } of await Promise.all(asked)) expect(scores).toHaveLength(1);
    expect(lines).toEqual([
      expect.objectContaining({
        level: 40,
        msg: expect.stringContaining('libjpeg-turbo cannot be loaded'),
        cause: expect.stringContaining('there is no koffi here'),
      }),
    ]);
  });

  it('say that a picture is at fault, and live on', async () => {
    const { pool, key } = await poolWith(1);
    const [pid] = pool.pids;
    const bad = pool.classify(work(key, { image: picture.subarray(0, 60) }));
    await expect(bad).rejects.toMatchObject({ code: 336005 });
    await expect(pool.classify(work(key))).resolves.toBeDefined();
    expect(pool.pids).toEqual([pid]);
  });

  it('run a model in fewer lanes where each gives it more threads, and go on when that lane is killed', async () => {
    const { pool, key } = await poolWith(2);
    const one = await pool.load(await fixtureRelease('float32-nchw-NC'), ofOneLane);
    const ask = () =>
      Promise.all([key, one, one, key, one].map((each) => pool.classify(work(each))));
    expect(await ask()).toHaveLength(5);
    for (const pid of pool.pids) {
      const asked = ask();
      process.kill(pid, 'SIGKILL');
      expect(await asked).toHaveLength(5);
    }
  });

  it('keep what they have when a release does not load', async () => {
    const { pool, key } = await poolWith(2);
    const broken = { ...(await fixtureRelease('float32-nchw-NC', {}, ['one'])), version: '2' };
    await expect(pool.load(broken)).rejects.toThrow('names 1');
    await expect(pool.classify(work(key))).resolves.toBeDefined();
  });

  it('let what is under way finish before a release is unloaded', async () => {
    const { pool, key } = await poolWith(2);
    const asked = Array.from({ length: 30 }, () => pool.classify(work(key)));
    await pool.unload(key);
    await expect(Promise.all(asked)).resolves.toHaveLength(30);
    await expect(pool.classify(work(key))).rejects.toThrow('no lane has colours/1#1');
  });

  it('refuse a picture that kills two of them, and answer all that shared a lane with it', async () => {
    const { pool, key } = await poolWith(2, { program: fragile });
    const good = () => pool.classify(work(key, { image: Buffer.from([1]) }));
    const before = Array.from({ length: 5 }, good);
    const poison = pool.classify(work(key, { image: Buffer.from([0xff]) }));
    const after = Array.from({ length: 20 }, good);
    await expect(poison).rejects.toMatchObject({ code: 336005 });
    await expect(Promise.all([...before, ...after])).resolves.toHaveLength(25);
  });

  it('refuse a picture that killed two of them at once when it comes again', async () => {
    const { pool, key } = await poolWith(2, { program: fragile });
    const poison = () => pool.classify(work(key, { image: Buffer.from([0xff, 1]) }));
    await expect(poison()).rejects.toMatchObject({ code: 336005 });
    await expect(pool.classify(work(key, { image: Buffer.from([1, 1]) }))).resolves.toBeDefined();
    const alive = pool.pids;
    await expect(poison()).rejects.toMatchObject({ code: 336005 });
    expect(pool.pids).toEqual(alive);
  });

  it('blame no picture for being killed, however often that is while they look at it', async () => {
    const { pool, key } = await poolWith(1, { program: fragile });
    const tally = join(await mkdtemp(join(tmpdir(), 'easel-kills-')), 'tally');
    const image = Buffer.concat([Buffer.from([0xdd]), Buffer.from(tally)]);
    await expect(pool.classify(work(key, { image }))).resolves.toBeDefined();
    expect(await readFile(tally, 'utf8')).toBe('xxxx'); // killed three times before
  });

  it('are replaced when they do not answer long after the deadline', async () => {
    const { pool, key } = await poolWith(1, { program: fragile, stuckMs: 50 });
    const due = () => ({ due: monotonicMs() + 50 });
    const stuck = pool.classify(work(key, { image: Buffer.from([0xee]), ...due() }));
    await expect(stuck).rejects.toMatchObject({ code: 336100 });
    const next = pool.classify(work(key, { image: Buffer.from([1]) }));
    await expect(next).resolves.toBeDefined();
  });

  it('go on serving a version that was loaded again while it was being unloaded', async () => {
    const { pool, key } = await poolWith(1);
    const asked = Array.from({ length: 30 }, () => pool.classify(work(key)));
    const unloaded = pool.unload(key);
    const again = await pool.load(await fixtureRelease('float32-nchw-NC'));
    await Promise.all([...asked, unloaded]);
    await expect(pool.classify(work(again))).resolves.toBeDefined();
  });

  it('count a release as loaded only once every one of them has it, also when none is alive', async () => {
    const { pool } = await poolWith(2);
    for (const pid of pool.pids) process.kill(pid, 'SIGKILL');
    const broken = pool.load(await fixtureRelease('float32-nchw-NC', {}, ['one']));
    await expect(broken).rejects.toThrow('names 1');
    for (const pid of pool.pids) process.kill(pid, 'SIGKILL');
    const key = await pool.load(await fixtureRelease('float32-nchw-NC'));
    const asked = Array.from({ length: 8 }, () => pool.classify(work(key)));
    await expect(Promise.all(asked)).resolves.toHaveLength(8);
  });

  it('lose a release whose files have gone when they start anew, and keep the others', async () => {
    const { pool, key } = await poolWith(1);
    const doomed = await fixtureRelease('float32-nhwc-NC', { input: { layout: 'NHWC' } });
    const lost = once(pool, 'lost');
    const other = await pool.load(doomed);
    await rm(doomed.folder, { recursive: true });
    process.kill(pool.pids[0]!, 'SIGKILL');
    const asked = pool.classify(work(other));
    await expect(asked).rejects.toThrow('manifest.json cannot be read');
    expect((await lost)[0]).toBe(other);
    await expect(pool.classify(work(key))).resolves.toBeDefined();
  });

  it('go on with a release that one of them cannot load again, while another has it', async () => {
    const { pool } = await poolWith(2);
    const doomed = await fixtureRelease('float32-nhwc-NC', { input: { layout: 'NHWC' } });
    const key = await pool.load(doomed);
    const lost: string[] = [];
    pool.on('lost', (gone) => lost.push(gone));
    await rm(doomed.folder, { recursive: true });
    const furnished = once(pool, 'lanes');
    process.kill(pool.pids[0]!, 'SIGKILL');
    await furnished;
    const asked = Array.from({ length: 10 }, () => pool.classify(work(key)));
    await expect(Promise.all(asked)).resolves.toHaveLength(10);
    expect(lost).toEqual([]);
  });

  it('wait longer, as it is told, for a release that few of them have', async () => {
    const { pool, key } = await poolWith(2, { program: fragile });
    const one = await pool.load(await fixtureRelease('float32-nchw-NC'), ofOneLane);
    const waitFor = async (each: ReleaseKey) => {
      const ask = () => pool.classify(work(each, { image: Buffer.from([1]) }));
      await ask(); // how long it takes is known from here on
      const asked = Array.from({ length: 20 }, ask);
      const wait = pool.expectedWaitMs();
      await Promise.all(asked);
      return wait;
    };
    expect(await waitFor(one)).toBeCloseTo(2 * (await waitFor(key)), 5);
  });

  it('refuse a model that kills them, and load one after a death that was none of its own', async () => {
    const { pool } = await poolWith(1, { program: fragile });
    const deadly = { ...(await fixtureRelease('float32-nchw-NC')), version: 'deadly' };
    await expect(pool.load(deadly)).rejects.toThrow('a lane dies while it loads it (SIGSEGV)');
    await pool.load(await fixtureRelease('float32-nchw-NC')); // they are back
    const slow = { ...(await fixtureRelease('float32-nchw-NC')), version: 'slow' };
    const loaded = pool.load(slow);
    process.kill(pool.pids[0]!, 'SIGKILL');
    const key = await loaded;
    const good = pool.classify(work(key, { image: Buffer.from([1]) }));
    await expect(good).resolves.toBeDefined();
  });
});

describe('the pictures of a batch', () => {
  /** Asks for so many of each kind, in that order, and notes the order in which they are answered. */
  const ask = (pool: LanePool, key: ReleaseKey) => {
    const order: Rank[] = [];
    const asked = (rank: Rank, count: number) =>
      Array.from({ length: count }, async () => {
        await pool.classify(work(key, { rank, image: photo }));
        order.push(rank);
      });
    return { order, asked };
  };

  it('let one that comes wait for the one at work at most', async () => {
    const { pool, key } = await poolWith(1);
    const { order, asked } = ask(pool, key);
    const flood = asked('background', 12);
    await flood[2];
    const before = order.length;
    await Promise.all(asked('live', 1));
    const overtook = order.slice(before, order.indexOf('live')).length;
    expect(overtook).toBeLessThanOrEqual(1);
    await Promise.all(flood);
  });

  it('wait for as long as others do, and go on after', async () => {
    const { pool, key } = await poolWith(1);
    const { order, asked } = ask(pool, key);
    const flood = asked('background', 12);
    await Promise.all(asked('live', 20));
    // One was begun, and a lane that waits for the next takes one: all twelve would have gone first otherwise.
    expect(order.filter((rank) => rank === 'background').length).toBeLessThanOrEqual(4);
    await Promise.all(flood);
  });

  it('are nothing that others wait for', async () => {
    const { pool, key } = await poolWith(1);
    const { asked } = ask(pool, key);
    await Promise.all(asked('live', 1)); // how long it takes is known from here on
    const flood = asked('background', 12);
    expect(pool.expectedWaitMs()).toBe(0);
    const live = asked('live', 1);
    expect(pool.expectedWaitMs()).toBeGreaterThan(0);
    await Promise.all([...flood, ...live]);
  });

  it('are all answered when their lanes are killed', async () => {
    const { pool, key } = await poolWith(2);
    const { order, asked } = ask(pool, key);
    const all = [...asked('background', 20), ...asked('live', 20)];
    for (const pid of pool.pids) process.kill(pid, 'SIGKILL');
    await Promise.all(all);
    expect(order).toHaveLength(40);
  });
});
