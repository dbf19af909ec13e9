import { BatchClient, Refusal } from '@easel/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packed } from '../testing/archives.js';
import { BatchCaller, images } from '../testing/batch-caller.js';
import { Site } from '../testing/site.js';

let site: Site;
let worker: BatchCaller;
let client: BatchClient;
beforeAll(async () => {
  site = await Site.start({ EASEL_REDIS_URL: 'unix:///nonexistent' });
  worker = new BatchCaller(site);
  client = new BatchClient(`${site.url}/`, 'steel');
});
afterAll(() => site[Symbol.asyncDispose]());

const archive = packed('zip', { 'a.jpg': 'x', 'b.jpg': 'y' });

async function all<T>(from: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const each of from) found.push(each);
  return found;
}

describe("the contract's client", () => {
  it.each([
    ['a stream', () => new Blob([new Uint8Array(archive)]).stream()],
    ['a blob', () => new Blob([new Uint8Array(archive)])],
    ['bytes', () => new Uint8Array(archive)],
    ['images', () => images('a.jpg', 'b.jpg')],
  ])('makes a batch of %s', async (_what, source) => {
    const made = await client.create(source(), { top_num: 2, version: 'current' });
    expect(made).toMatchObject({ pictures: 2, top_num: 2, version: null });
  });

  it('makes one batch with one key, and reads, lists and steers it to its end', async () => {
    const made = await client.create(archive, { key: 'k' });
    expect((await client.create(archive, { key: 'k' })).id).toBe(made.id);
    expect((await client.get(made.id)).id).toBe(made.id);
    expect((await client.list({ limit: 1 })).batches).toHaveLength(1);
    expect((await client.ask(made.id, 'pause')).state).toBe('paused');
    expect((await client.ask(made.id, 'resume')).state).toBe('waiting');
    await worker.work(made.id, 0);
    const { complete, rows } = await client.results(made.id);
    expect(complete).toBe(true);
    expect((await all(rows)).map(({ id }) => id)).toEqual(['a.jpg', 'b.jpg']);
    const csv = await client.file(made.id, 'csv');
    expect(await new Response(csv.rows).text()).toMatch(/^id,error_code,/);
    expect((await client.ask(made.id, 'cancel')).state).toBe('cancelled');
    const events = await all(client.events(made.id));
    expect(events).toMatchObject([{ state: 'cancelled', done: 2 }]);
    await client.delete(made.id);
  });

  it('throws what the door refuses, with all that it says', async () => {
    const refusal: unknown = await client
      .create(packed('tar', { '../a.jpg': 'x' }))
      .catch((thrown: unknown) => thrown);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(refusal).toMatchObject({
      status: 422,
      problem: { reason: 'unsafe-name', entry: '../a.jpg' },
    });
    await expect(client.get('none')).rejects.toThrow('there is no batch "none"');
  });
});
