import { once } from 'node:events';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { Agent, request, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { family } from '@easel/bench/processes';
import { demo, eventually, TestSite } from './test-site.js';
import { example } from './fixtures.js';
import { load } from './load.js';

const photo = example('jpg').bytes;
let site: TestSite;
beforeAll(async () => {
  site = await TestSite.start({ env: { EASEL_LOG_LEVEL: 'debug' } });
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
    expect(tally.ok).toBeGreaterThan(0);
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
    const [token = ''] = license.split('\n');
    const at = token.lastIndexOf('.') + 20;
    const changed =
      license.slice(0, at) + (license[at] === 'A' ? 'B' : 'A') + license.slice(at + 1);
    await writeFile(path(), changed);
    const refusal = await eventually(classify, (answer) => !serves(answer));
    expect(refusal).toMatchObject({ error_code: 337000 });
    await writeFile(path(), license);
    expect(await eventually(classify, serves)).toHaveProperty('results');
  });

  it('stays in force while licensing restarts, since the lease does', async () => {
    const asked = async () => {
      const log = await readFile(site.logFile('licensing'), 'utf8');
      return log.match(/"holder":"gateway".*asked for a lease/g)?.length ?? 0;
    };
    const before = await asked();
    const over = new AbortController();
    const loaded = load(classify, { callers: 2, signal: over.signal });
    await site.stop('licensing', 'SIGKILL');
    await site.start('licensing');
    // The gateway asks again as soon as it has lost one licensing and found the next.
    await eventually(asked, (now) => now > before);
    over.abort();
    const { tally } = await loaded;
    expect(Object.keys(tally)).toEqual(['ok']);
  });
});

describe('a gateway told to stop under load', () => {
  it('answers every request on every connection it has accepted, then leaves', async () => {
    const callers = await Promise.all(Array.from({ length: 16 }, () => LoyalCaller.connect()));
    const served = Promise.all(callers.map((caller) => caller.callUntilToldToGo()));
    expect(await site.stop('gateway')).toBe('status 0');
    // A caller is told to go with its last answer; one that lost a request would have thrown.
    expect((await served).every((answers) => answers > 0)).toBe(true);
    await site.start('gateway');
    await site.ready();
  });
});

/** Stays on one connection, always with a request under way, until an answer ends it. */
class LoyalCaller {
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  static async connect(): Promise<LoyalCaller> {
    const caller = new LoyalCaller();
    await caller.#call();
    return caller;
  }

  /** @returns how many requests were answered. @throws Error when one was not. */
  async callUntilToldToGo(): Promise<number> {
    for (let answers = 1; ; answers++) if ((await this.#call()) === 'close') return answers;
  }

  /** @returns what the answer says of the connection */
  async #call(): Promise<string | undefined> {
    const headers = { 'content-type': 'image/jpeg', 'content-length': photo.length };
    const path = `${site.url}/${demo}/ImageClassification`;
    const call = request(path, { method: 'POST', agent: this.#agent, headers });
    call.end(photo);
    const [response] = (await once(call, 'response')) as [IncomingMessage];
    const answer = await json(response);
    expect(answer).toHaveProperty('results');
    return response.headers.connection;
  }
}
