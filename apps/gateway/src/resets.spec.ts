import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { badHttp } from './testing/bad-http.js';
import { badSenders } from './testing/bad-senders.js';
import { Line, post } from './testing/raw-http.js';
import { Site } from './testing/site.js';

const good = post('{"image":"aGVsbG8="}');
const table = [...badHttp, ...badSenders, { title: 'a good request', say: good }];

/** What nobody listens for ends the process; in a test, the run. */
describe('a caller who resets the connection', () => {
  let site: Site;
  beforeAll(async () => {
    site = await Site.start({ EASEL_STALL_MS: '500' });
  });
  afterAll(() => site[Symbol.asyncDispose]());

  it.for(table)('before the answer to $title harms nobody', async ({ say }) => {
    await using line = await Line.open(site.url);
    await line.say(say);
    line.socket.resetAndDestroy();
    await line.closed();
    expect((await site.speak(good)).text).toMatch(/results/);
  });

  it.for(table)('during the answer to $title harms nobody', async ({ say }) => {
    await using line = await Line.open(site.url);
    const answered = once(line.socket, 'data');
    await line.say(say);
    await answered;
    line.socket.resetAndDestroy();
    await line.closed();
    expect((await site.speak(good)).text).toMatch(/results/);
  });
});
