import { existsSync, globSync, mkdtempSync, readdirSync, statfsSync } from 'node:fs';
import { once } from 'node:events';
import { get, request, type ClientRequest, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { BatchCaller, images, refusalOf } from '../testing/batch-caller.js';
import { Site } from '../testing/site.js';
import { DiskRoom, Written } from './disk-room.js';

const settings = { EASEL_REDIS_URL: 'unix:///nonexistent' };
const GiB = 1024 ** 3;

/** An upload of which only the beginning is sent. */
function begin({ url }: Site): ClientRequest {
  const upload = request(`${url}/steel/ImageClassification/batches`, { method: 'POST' });
  upload.on('error', () => undefined);
  upload.write('{');
  return upload;
}

/** Uploads that are under way. */
const uploads = ({ home }: Site) => globSync(join(home, 'batches/*/upload')).length;

describe('batches that are made at once', () => {
  it('are four; one more is told to come again, and may when one is done', async () => {
    await using site = await Site.start(settings);
    const caller = new BatchCaller(site);
    const [first, ...others] = Array.from({ length: 4 }, () => begin(site));
    await vi.waitUntil(() => uploads(site) === 4, { timeout: 30_000 });
    const answer = await caller.create(images('a'));
    expect(refusalOf(answer)).toMatchObject({
      status: 503,
      detail: expect.stringContaining('4 batches are being made') as string,
    });
    expect(answer.headers.get('retry-after')).toBe('5');
    first?.destroy();
    await vi.waitUntil(() => uploads(site) === 3, { timeout: 30_000 });
    expect((await caller.create(images('a'))).status).toBe(201);
    for (const upload of others) upload.destroy();
  });
});

describe('those who watch', () => {
  it('are a hundred; one more is told to come again, and may when one has left', async () => {
    await using site = await Site.start(settings);
    const caller = new BatchCaller(site);
    const { id } = await caller.made(images('a'));
    // Not by fetch: where it lets a connection go it opens another, which asks nothing, and keeps the door open.
    const watch = async () => {
      const watching = get(`${site.url}/steel/ImageClassification/batches/${id}/events`);
      const [{ statusCode }] = (await once(watching, 'response')) as [IncomingMessage];
      watching.on('error', () => undefined);
      return { status: statusCode, leave: () => watching.destroy() };
    };
    const [first, ...others] = await Promise.all(Array.from({ length: 100 }, watch));
    expect(new Set([first, ...others].map((each) => each?.status))).toEqual(new Set([200]));
    const answer = await caller.ask(`GET /${id}/events`);
    expect(refusalOf(answer)).toMatchObject({
      status: 503,
      detail: expect.stringContaining('100 look on already') as string,
    });
    expect(answer.headers.get('retry-after')).toBe('5');
    first?.leave();
    const again = async () => {
      const { status, leave } = await watch();
      leave();
      return status === 200;
    };
    await vi.waitUntil(again, { timeout: 30_000 });
    for (const { leave } of others) leave();
  });
});

describe('a disk without room', () => {
  it('is told before anything is written, and while it fills', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'easel-room-'));
    const { bavail, bsize } = statfsSync(folder);
    const free = bavail * bsize;
    const room = new DiskRoom(folder, free / 2);
    await room.require(free / 4);
    await expect(room.require(free)).rejects.toMatchObject({ status: 507 });
    const full = new Written(new DiskRoom(folder, 2 * free));
    await full.add(1000); // not asked for each file
    await expect(full.add(64 * 1024 ** 2)).rejects.toMatchObject({ status: 507 });
  });

  // Where /dev/shm is no small disk of its own, no disk is surely too small for what may be announced.
  const small = existsSync('/dev/shm') && statfsSync('/dev/shm');
  it.runIf(small && small.bavail * small.bsize < 60 * GiB)(
    'refuses an upload by what it announces, with nothing left of it (needs a small /dev/shm)',
    async () => {
      const home = mkdtempSync('/dev/shm/easel-');
      await using site = await Site.start(settings, { home });
      const refused = await site.speak(
        `POST /steel/ImageClassification/batches HTTP/1.1\r\nContent-Length: ${60 * GiB}\r\nExpect: 100-continue\r\n\r\n`,
      );
      expect(refused.interim).toEqual([]);
      expect(JSON.parse(refused.text)).toMatchObject({
        status: 507,
        detail: expect.stringMatching(/^the disk has \d+ MiB left, and 1024/) as string,
      });
      expect(readdirSync(join(home, 'batches'))).toEqual([]);
    },
  );
});
