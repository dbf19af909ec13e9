import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Server, ServerCredentials } from '@grpc/grpc-js';
import { testHash } from '@easel/license/testing';
import { licensing as rpc } from '@easel/rpc';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { example } from './fixtures.js';
import { load } from './load.js';
import { Operator } from './operator.js';
import { demo, eventually, TestSite } from './test-site.js';

const photo = example('jpg').bytes;
let site: TestSite;
let operator: Operator;
beforeAll(async () => {
  site = await TestSite.start();
  operator = await Operator.of(site);
});
afterAll(() => site[Symbol.asyncDispose]());

const classify = () => site.client.classify(demo, photo, 1);
const serves = (answer: object) => 'results' in answer;
const metrics = async () => (await fetch(`${site.operatorsUrl}/metrics`)).text();

describe('a licence under load', () => {
  it('that ends is 337000 from its second on, and renewed it serves again within one, with no restart', async () => {
    const pids = () => [site.pid('gateway'), site.pid('inference'), site.pid('licensing')];
    const before = pids();
    expect(await operator.admin.install(await operator.ending(4))).toMatchObject({
      outcome: 'installed',
    });
    const over = new AbortController();
    const loaded = load(classify, { callers: 4, signal: over.signal });
    const refusal = await eventually(classify, (answer) => !serves(answer));
    expect(refusal).toMatchObject({
      error_code: 337000,
      error_msg: expect.stringMatching(/^Auth check failed: the licence expired on /),
    });
    const renewal = await operator.issue({ kind: 'permanent' });
    const begun = performance.now();
    await operator.admin.install(renewal);
    await eventually(classify, serves);
    expect(performance.now() - begun).toBeLessThan(1000);
    over.abort();
    const { tally } = await loaded;
    expect(Object.keys(tally).sort()).toEqual(['337000', 'ok']);
    expect(pids()).toEqual(before);
  });

  it('is warned of on every answer when its end is near', async () => {
    const ask = () =>
      fetch(`${site.url}/${demo}/ImageClassification`, { method: 'POST', body: photo });
    const before = await ask();
    expect(before.headers.get('x-easel-license-warning')).toBeNull();
    await operator.admin.install(await operator.issue());
    const warned = await eventually(ask, ({ headers }) => headers.has('x-easel-license-warning'));
    expect(warned.headers.get('x-easel-license-warning')).toMatch(
      /^the licence expires on \d{4}-\d\d-\d\d, in less than a day$/,
    );
    await operator.admin.install(await operator.issue({ kind: 'permanent' }));
    await eventually(ask, ({ headers }) => !headers.has('x-easel-license-warning'));
  });

  it('for another deployment needs a yes, and then refuses this one alone', async () => {
    const other = await operator.issue({ kind: 'permanent', deployments: ['bolts'] });
    await expect(operator.admin.install(other)).rejects.toMatchObject({
      result: { outcome: 'would_drop', dropped: [demo] },
    });
    expect(await classify()).toHaveProperty('results');
    await operator.admin.install(other, true);
    expect(await eventually(classify, (answer) => !serves(answer))).toMatchObject({
      error_msg: `Auth check failed: the licence does not cover ${demo}`,
    });
    // Inference may have been the first to know.
    await eventually(
      () => classify().then(metrics),
      (text) => /easel_license_refusals_total\{reason="other-deployment"\} [1-9]/.test(text),
    );
    await operator.admin.restore({});
    await eventually(classify, serves);
  });

  it('counts its refusals by reason', async () => {
    const text = await metrics();
    expect(text).toMatch(/easel_license_refusals_total\{reason="expired"\} [1-9]/);
    expect(text).toMatch(/easel_license_refusals_total\{reason="other-deployment"\} [1-9]/);
    expect(text).toMatch(/easel_license_seconds_until_expiry \+?Inf/);
  });
});

describe("something else in licensing's place", () => {
  /** Grants whoever asks whatever a test wants. */
  async function stub(grant: rpc.Grant, asked?: (holder: string) => void): Promise<Server> {
    const server = new Server();
    server.addService(rpc.LicensingServiceService, {
      lease: ({ request }, reply) => {
        reply(null, { nonce: request.nonce, outcome: { $case: 'grant', value: grant } });
        asked?.(request.holder);
      },
      watch: (call) => call.write({}),
    } satisfies rpc.LicensingServiceServer);
    const socket = join(site.home, 'run/licensing.sock');
    await rm(socket, { force: true });
    await new Promise<void>((resolve, reject) => {
      server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), (error) => {
        if (error) reject(error);
        else resolve();
      });
    });
    return server;
  }

  it.each<[string, () => Promise<string>, RegExp]>([
    [
      'that says yes to everything',
      () => Promise.resolve('yes'),
      /Auth check failed: the licence is damaged/,
    ],
    [
      "that hands out another machine's genuine licence",
      async () => {
        const parts = Object.keys(await operator.fingerprint());
        const elsewhere = Object.fromEntries(parts.map((part) => [part, [testHash(part)]]));
        const file = await operator.issue({ kind: 'permanent', fingerprints: [elsewhere] });
        return file.toString().split('\n')[0] ?? '';
      },
      /Auth check failed: the licence was issued for another machine/,
    ],
  ])('wins nothing: %s', async (_, token, message) => {
    const grant = { token: await token(), durationMs: 600_000, effectiveTimeMs: 0, keyset: '' };
    await site.stop('licensing', 'SIGKILL');
    const impostor = await stub(grant);
    const refusal = await eventually(classify, (answer) => !serves(answer));
    expect(refusal).toMatchObject({
      error_code: 337000,
      error_msg: expect.stringMatching(message),
    });
    impostor.forceShutdown();
    await site.start('licensing');
    await eventually(classify, serves);
  });

  it('that is gone is not noticed while a lease lasts, then is 337000, and is forgotten when it is back', async () => {
    const [token = ''] = (await operator.issue({ kind: 'permanent' })).toString().split('\n');
    await site.stop('licensing', 'SIGKILL');
    const holders = new Set<string>();
    const both = Promise.withResolvers<undefined>();
    // Renewed at a third: a busy machine has the rest to renew it, and to look before it ends.
    const grant = { token, durationMs: 15_000, effectiveTimeMs: 0, keyset: '' };
    const granting = await stub(grant, (holder) => {
      if (holders.add(holder).size === 2) both.resolve(undefined);
    });
    await both.promise;
    await eventually(classify, serves);
    granting.forceShutdown();
    const over = new AbortController();
    const loaded = load(classify, { callers: 2, signal: over.signal });
    expect(await classify()).toHaveProperty('results');
    expect(await eventually(classify, (answer) => !serves(answer))).toMatchObject({
      error_code: 337000,
      error_msg: 'Auth check failed: licensing out of reach',
    });
    await site.start('licensing');
    await eventually(classify, serves);
    over.abort();
    const { tally } = await loaded;
    expect(tally.ok).toBeGreaterThan(0);
    expect(Object.keys(tally).sort()).toEqual(['337000', 'ok']);
  });
});

describe('what is written down', () => {
  it('says who did what, and never a token, a password or a secret', async () => {
    const audit = await readFile(join(site.home, 'licensing/audit.jsonl'), 'utf8');
    expect(audit).toMatch(/"event":"install","actor":"admin from 127\.0\.0\.1"/);
    const logs = await Promise.all(
      (['gateway', 'inference', 'licensing'] as const).map((name) =>
        readFile(site.logFile(name), 'utf8'),
      ),
    );
    const license = await readFile(join(site.home, 'licensing/easel.lic'), 'utf8');
    const secrets = [...license.split(/[.\n]/), 'a password of a test'].filter(
      (part) => part !== '',
    );
    for (const text of [audit, ...logs])
      for (const secret of secrets) expect(text).not.toContain(secret);
  });
});
