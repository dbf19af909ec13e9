import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demo, eventually, TestSite } from './test-site.js';
import { example } from './fixtures.js';
import { load } from './load.js';
import { family } from './memory.js';

const photo = example('jpg').bytes;
let site: TestSite;
beforeAll(async () => {
  site = await TestSite.start();
});
afterAll(() => site[Symbol.asyncDispose]());

const classify = () => site.client.classify(demo, photo, 1);
const serves = (answer: object) => 'results' in answer;

describe('a gateway whose inference is gone', () => {
  it('answers 336100 with the seconds to wait, and serves again when inference is back', async () => {
    await site.stop('inference', 'SIGKILL');
    const refusal = await eventually(classify, (answer) => !serves(answer));
    expect(refusal).toMatchObject({
      error_code: 336100,
      error_msg: expect.stringMatching(/again in \d+ s/),
    });
    expect(await site.client.health()).toBeDefined();
    await site.start('inference');
    expect(await eventually(classify, serves)).toHaveProperty('results');
  });
});

describe('a lane that dies under load', () => {
  it('costs no request', async () => {
    const over = new AbortController();
    const loaded = load(classify, { callers: 8, signal: over.signal });
    for (let round = 0; round < 3; round++) {
      const [, ...lanes] = family(site.pid('inference'));
      process.kill(lanes[round % lanes.length]!, 'SIGKILL');
      await eventually(
        () => Promise.resolve(family(site.pid('inference'))),
        (now) => now.length === 3 && !now.includes(lanes[round % lanes.length]!),
      );
    }
    over.abort();
    const { tally } = await loaded;
    expect(tally.ok).toBeGreaterThan(20);
    expect(Object.keys(tally)).toEqual(['ok']);
  });
});

describe('the licence', () => {
  const path = () => join(site.home, 'licensing/easel.lic');

  it('taken away is 337000 with the reason, and put back is service again, with no restart', async () => {
    const license = await readFile(path(), 'utf8');
    const pids = [site.pid('gateway'), site.pid('inference'), site.pid('licensing')];
    await rm(path());
    const refusal = await eventually(classify, (answer) => !serves(answer));
    expect(refusal).toMatchObject({
      error_code: 337000,
      error_msg: expect.stringMatching(/^Auth check failed: .+/),
    });
    await eventually(
      () => site.client.ready(),
      ({ ready }) => !ready,
    );
    await writeFile(path(), license);
    await eventually(classify, serves);
    await site.ready();
    expect([site.pid('gateway'), site.pid('inference'), site.pid('licensing')]).toEqual(pids);
  });

  it('with a changed byte is refused', async () => {
    const license = await readFile(path(), 'utf8');
    const at = license.lastIndexOf('.') + 20;
    const changed =
      license.slice(0, at) + (license[at] === 'A' ? 'B' : 'A') + license.slice(at + 1);
    await writeFile(path(), changed);
    const refusal = await eventually(classify, (answer) => !serves(answer));
    expect(refusal).toMatchObject({ error_code: 337000 });
    await writeFile(path(), license);
    expect(await eventually(classify, serves)).toHaveProperty('results');
  });

  it('stays in force while licensing restarts, since the lease does', async () => {
    await site.stop('licensing', 'SIGKILL');
    expect(await classify()).toHaveProperty('results');
    await site.start('licensing');
    expect(await classify()).toHaveProperty('results');
  });
});

describe('a gateway told to stop under load', () => {
  it('answers all it has accepted, then leaves', async () => {
    const over = new AbortController();
    const loaded = load(classify, { callers: 16, signal: over.signal });
    await eventually(
      () => Promise.resolve(),
      () => true,
    );
    const stopped = site.stop('gateway');
    expect(await stopped).toBe('status 0');
    over.abort();
    const { tally } = await loaded;
    // Nobody listens after it has left; up to then every request has its answer.
    const { ok, ECONNREFUSED, ...lost } = tally;
    expect(ok).toBeGreaterThan(0);
    expect(ECONNREFUSED).toBeGreaterThan(0);
    expect(lost).toEqual({});
    await site.start('gateway');
    await site.ready();
  });
});
