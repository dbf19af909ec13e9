import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packed } from '../testing/archives.js';
import { BatchCaller, refusalOf } from '../testing/batch-caller.js';
import { Site } from '../testing/site.js';

let site: Site;
let caller: BatchCaller;
let around: string;
beforeAll(async () => {
  around = mkdtempSync(join(tmpdir(), 'easel-around-'));
  const settings = { EASEL_REDIS_URL: 'unix:///nonexistent/redis.sock' };
  site = await Site.start(settings, { home: join(around, 'home') });
  caller = new BatchCaller(site);
});
afterAll(async () => {
  await site[Symbol.asyncDispose]();
  rmSync(around, { recursive: true });
});

const left = () => readdirSync(join(site.home, 'batches'), { recursive: true });

describe('an archive as a batch', () => {
  it.each(['zip', 'tar', 'tar.gz'] as const)(
    'is a %s, whatever it is said to be',
    async (format) => {
      const body = packed(format, {
        'line 1/a.JPG': 'first',
        '图/b.png': 'second',
        '__MACOSX/._b.png': 'clutter',
        'line 1/.DS_Store': 'clutter',
        'notes.txt': 'a picture that is none',
      });
      const made = await caller.made(body, { headers: { 'content-type': 'application/json' } });
      expect(made).toMatchObject({ source: 'archive', pictures: 3 });
      const { folder, ...batch } = caller.onDisk(made.id);
      const pictures = caller.onDisk(made.id).pictures(0);
      expect(batch.description.source).toBe('archive');
      expect(pictures.map(({ id }) => id)).toEqual(['line 1/a.JPG', '图/b.png', 'notes.txt']);
      const texts = pictures.map(({ file }) =>
        readFileSync(join(folder, 'pictures', file), 'utf8'),
      );
      expect(texts).toEqual(['first', 'second', 'a picture that is none']);
      expect(existsSync(join(folder, 'upload'))).toBe(false);
      rmSync(folder, { recursive: true });
    },
  );

  it('may have names that differ by capitals alone, as cameras write them', async () => {
    const body = packed('zip', { 'd/a.jpg': 'one', 'd/A.JPG': 'other', 'D/a.jpg': 'third' });
    const { id } = await caller.made(body);
    const batch = caller.onDisk(id);
    const texts = batch
      .pictures(0)
      .map((picture) => [
        picture.id,
        readFileSync(join(batch.folder, 'pictures', picture.file), 'utf8'),
      ]);
    expect(texts).toEqual([
      ['d/a.jpg', 'one'],
      ['d/A.JPG', 'other'],
      ['D/a.jpg', 'third'],
    ]);
    rmSync(batch.folder, { recursive: true });
  });

  it.each([
    ['a path that leads out', packed('tar', { '../out.jpg': 'x' }), 'unsafe-name', '../out.jpg'],
    ['an absolute path', packed('zip', { '/etc/out.jpg': 'x' }), 'unsafe-name', '/etc/out.jpg'],
    ['a name twice', packed('zip', { 'a.jpg': 'x', './a.jpg': 'y' }), 'duplicate', 'a.jpg'],
    ['a link', packed('tar', { 'a.jpg': 'x' }, { type: '2' }), 'link', 'a.jpg'],
    ['a device', packed('tar', { 'a.jpg': '' }, { type: '3' }), 'special', 'a.jpg'],
    ['the end cut off', packed('zip', { 'a.jpg': 'x' }).subarray(0, 40), 'truncated', undefined],
    ['nothing in it', packed('tar', {}), 'empty', undefined],
    ['a bomb', packed('zip', { 'a.bmp': Buffer.alloc(32 * 2 ** 20) }), 'ratio', undefined],
  ])('with %s is refused, with nothing left of it', async (_what, body, reason, entry) => {
    const answer = await caller.create(body);
    const problem = refusalOf(answer);
    expect([problem.status, problem]).toMatchObject([422, { reason }]);
    expect((problem as { entry?: string }).entry).toBe(entry);
    expect(left()).toEqual([]);
    expect(readdirSync(around)).toEqual(['home']);
  });

  it('of clutter alone holds no pictures', async () => {
    const problem = refusalOf(await caller.create(packed('zip', { '.DS_Store': 'x' })));
    expect(problem.detail).toBe('no pictures in it: there is nothing to classify');
    expect(left()).toEqual([]);
  });

  it('keeps a file that is too large as a bad row', async () => {
    const body = packed('tar', { 'big.bmp': Buffer.alloc(64 * 2 ** 20 + 1, 'x'), 'a.jpg': 'x' });
    const { id } = await caller.made(body);
    const [big, small] = caller.onDisk(id).pictures(0);
    expect(big).toMatchObject({ id: 'big.bmp', file: '', error: { code: 336004 } });
    expect(small).toMatchObject({ id: 'a.jpg' });
    rmSync(caller.onDisk(id).folder, { recursive: true });
  });
});

const head = (length: number, ...more: string[]) =>
  [
    'POST /steel/ImageClassification/batches HTTP/1.1',
    `Content-Length: ${length}`,
    ...[...more, '', ''],
  ].join('\r\n');

describe('an upload', () => {
  it('that breaks off leaves nothing', async () => {
    await using site = await Site.start({ EASEL_REDIS_URL: 'unix:///nonexistent' });
    const body = packed('zip', { 'a.jpg': 'x' });
    const answer = site.speak(async (socket) => {
      socket.write(head(body.length, 'Expect: 100-continue'));
      await new Promise((resolve) => socket.once('data', resolve));
      socket.write(body.subarray(0, 20));
      socket.destroy();
    });
    await expect(answer).rejects.toThrow();
    await site.line(({ path, msg }) => msg === 'request' && String(path).endsWith('batches'));
    expect(readdirSync(join(site.home, 'batches'))).toEqual([]);
  });

  it('that stalls is refused, with nothing left', async () => {
    const settings = { EASEL_REDIS_URL: 'unix:///nonexistent', EASEL_STALL_MS: '100' };
    await using site = await Site.start(settings);
    const answer = await site.speak(`${head(1000)}PK\x03\x04`);
    expect([answer.status, answer.text]).toEqual([400, expect.stringMatching(/nothing more came/)]);
    expect(readdirSync(join(site.home, 'batches'))).toEqual([]);
  });

  it('may take longer than other requests, as long as it comes', async () => {
    const settings = { EASEL_REDIS_URL: 'unix:///nonexistent', EASEL_UPLOAD_MS: '300' };
    await using site = await Site.start({ ...settings, EASEL_STALL_MS: '300' });
    const body = packed('zip', { 'a.jpg': 'x'.repeat(100) });
    const answer = await site.speak(async (socket) => {
      socket.write(head(body.length));
      for (const byte of body) {
        socket.write(Buffer.from([byte]));
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    });
    expect(answer.status).toBe(201);
  });
});
