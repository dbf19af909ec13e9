import { spawn } from 'node:child_process';
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BatchClient, type BatchRow } from '@easel/contract';
import { CHUNK } from '@easel/jobs';
import { findRedisServer } from '@easel/run/redis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { example } from './fixtures.js';
import { checkout, demo, eventually, TestSite } from './test-site.js';

const photo = example('jpg').bytes;
const PICTURES = 8 * CHUNK + 1;

describe.runIf(findRedisServer())('making a batch (needs a redis-server)', () => {
  let site: TestSite;
  let root: string;
  let env: Record<string, string>;
  beforeAll(async () => {
    root = mkdtempSync(join(tmpdir(), 'easel-photos-'));
    env = { EASEL_IMPORT_ROOTS: root, EASEL_LOG_LEVEL: 'debug' };
    site = await TestSite.start({ batches: true, env });
  });
  afterAll(async () => {
    await site[Symbol.asyncDispose]();
    rmSync(root, { recursive: true });
  });

  const client = () => new BatchClient(site.url, demo);
  async function rowsOf(id: string): Promise<BatchRow[]> {
    await eventually(
      () => client().get(id),
      ({ state }) => state === 'finished',
    );
    const { complete, rows } = await client().results(id);
    expect(complete).toBe(true);
    const all: BatchRow[] = [];
    for await (const row of rows) all.push(row);
    return all;
  }
  const done = (log: string) => log.split('a chunk is done').length - 1;

  it('of a folder below an import root is shared by two workers, each picture once', async () => {
    const folder = join(root, 'line 2');
    mkdirSync(folder);
    const names = Array.from({ length: PICTURES }, (_, at) => `${String(at).padStart(4, '0')}.jpg`);
    for (const name of names) writeFileSync(join(folder, name), photo);
    await using other = await Worker.start(site, env);
    const { id } = await client().create({ folder: 'line 2' });
    const rows = await rowsOf(id);
    expect(rows.map((row) => row.id)).toEqual(names);
    expect(rows.every((row) => 'results' in row)).toBe(true);
    const shares = () => [readFileSync(site.logFile('batch'), 'utf8'), other.log].map(done);
    // A log is written a moment after what it tells of.
    await eventually(
      () => Promise.resolve(shares()),
      ([one = 0, two = 0]) => one + two >= Math.ceil(PICTURES / CHUNK),
    );
    expect(Math.min(...shares())).toBeGreaterThan(0);
  });

  it('during which the gateway is killed leaves none, and one when it is sent again', async () => {
    const key = 'shift 7';
    const body = { images: [{ id: 'a', image: photo.toString('base64') }] };
    const before = (await client().list()).batches.length;
    const upload = request(`${site.url}/${demo}/ImageClassification/batches`, {
      method: 'POST',
      headers: { 'idempotency-key': key },
    });
    upload.on('error', () => undefined);
    upload.write(JSON.stringify(body).slice(0, 1000));
    await eventually(
      () => Promise.resolve(globSync(join(site.home, 'batches/*/upload')).length),
      (uploads) => uploads === 1,
    );
    await site.stop('gateway', 'SIGKILL');
    upload.destroy();
    await site.start('gateway');
    await site.ready();
    expect((await client().list()).batches).toHaveLength(before);
    const { id } = await client().create(body, { key });
    expect((await client().create(body, { key })).id).toBe(id);
    expect((await client().list()).batches).toHaveLength(before + 1);
    expect(await rowsOf(id)).toHaveLength(1);
  });
});

/** One more batch worker of a site. */
class Worker implements AsyncDisposable {
  log = '';
  readonly #child: ReturnType<typeof spawn>;
  readonly #gone: Promise<unknown>;

  private constructor({ home }: TestSite, env: Record<string, string>) {
    const sockets = join(home, 'run');
    this.#child = spawn(process.execPath, [join(checkout, 'apps/batch/dist/main.js')], {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: {
        ...process.env,
        ...env,
        EASEL_HOME: home,
        EASEL_LICENSING_ADDRESS: `unix:${sockets}/licensing.sock`,
        EASEL_INFERENCE_ADDRESS: `unix:${sockets}/inference.sock`,
        EASEL_REDIS_URL: `unix://${sockets}/redis.sock`,
      },
    });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.log += chunk.toString()));
    this.#gone = new Promise((resolve) => this.#child.once('close', resolve));
  }

  static async start(site: TestSite, env: Record<string, string>): Promise<Worker> {
    const worker = new Worker(site, env);
    await eventually(
      () => Promise.resolve(worker.log),
      (log) => log.includes('batch worker ready'),
    );
    return worker;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill();
    await this.#gone;
  }
}
