import { EventEmitter, once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials } from '@grpc/grpc-js';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Repository } from '@easel/models';
import { InferenceServiceClient, type inference } from '@easel/rpc';
import { admissions } from '../admission.js';
import { LanePool } from '../lanes/lane-pool.js';
import type { ReleaseKey } from '../lanes/protocol.js';
import { fixtureRelease, plainPng } from '../testing.js';
import { Tuner } from '../tuning/tuner.js';
import { classifier } from './classify.js';
import { Deployments } from './deployments.js';
import { InferenceServer } from './inference-server.js';

const red = await plainPng(255, 0, 0);
const BACKGROUND_PLACES = 16;

/** Inference with one lane and the versions 1 (in service), 2 and 3 of `colours`, where 3 misses its golden image. */
class Inference implements AsyncDisposable {
  readonly pool: LanePool;
  readonly deployments: Deployments;
  readonly #stack = new AsyncDisposableStack();
  readonly #client: InferenceServiceClient;
  readonly #call;
  readonly #answers = new Map<number, (reply: inference.Reply['outcome']) => void>();
  readonly #said: EventEmitter;
  readonly loads: ReleaseKey[];
  #id = 0;

  private constructor(parts: {
    pool: LanePool;
    deployments: Deployments;
    stack: AsyncDisposableStack;
    address: string;
    said: EventEmitter;
    loads: ReleaseKey[];
  }) {
    this.pool = parts.pool;
    this.deployments = parts.deployments;
    this.loads = parts.loads;
    this.#stack = parts.stack;
    this.#said = parts.said;
    this.#client = new InferenceServiceClient(parts.address, credentials.createInsecure());
    this.#stack.defer(() => this.#client.close());
    this.#call = this.#client.classify().on('error', () => undefined);
    this.#call.on('data', ({ replies }: inference.ClassifyResponse) => {
      for (const { id, outcome } of replies) this.#answers.get(id)?.(outcome);
    });
  }

  static async start(leavesMs?: number): Promise<Inference> {
    const stack = new AsyncDisposableStack();
    const said = new EventEmitter();
    const write = (line: string) => void said.emit((JSON.parse(line) as { msg: string }).msg);
    const log = pino({ level: 'info' }, { write });
    const repository = new Repository(await mkdtemp(join(tmpdir(), 'easel-models-')));
    stack.defer(() => rm(repository.root, { recursive: true }));
    for (const [version, score] of [
      ['1', 1],
      ['2', 1],
      ['3', 0.5],
    ] as const)
      await repository.add({ deployment: 'colours', version }, (to) => release(to, score));
    await repository.activate('colours', '1');
    const loads: ReleaseKey[] = [];
    const pool = new CountedPool({ lanes: 1, log }, loads);
    stack.defer(() => pool.drain());
    const tuner = new Tuner({ folder: '/', on: false, machine: { cores: 1, lanes: 1 }, log });
    const leaves = leavesMs === undefined ? {} : { leavesMs };
    const deployments = new Deployments({ repository, pool, tuner, log, ...leaves });
    stack.defer(() => deployments.stop());
    const admission = admissions({ requests: 4, bytes: 2 ** 30 }, pool);
    const lease = { require: () => undefined };
    const address = `unix:${repository.root}/.sock`;
    const server = await InferenceServer.start(
      { address },
      {
        classify: classifier({ lease: lease, deployments, admission, pool }),
        ...{ deployments, admission, pool, log },
      },
    );
    stack.defer(() => server.drain());
    while (deployments.table()[0]?.version !== '1') await once(deployments, 'change');
    return new Inference({ pool, deployments, stack, address, said, loads });
  }

  ask(more: Partial<inference.Picture> = {}): Promise<inference.Reply['outcome']> {
    const id = ++this.#id;
    const value: inference.Picture = {
      ...{ deployment: 'colours', topNum: 1, deadlineMs: 20_000, logId: 1 },
      ...{ traceparent: '', tracestate: '', background: false, version: '' },
      ...more,
    };
    this.#call.write({ asks: [{ id, action: { $case: 'picture', value } }], images: [red] });
    return new Promise((resolve) => this.#answers.set(id, resolve));
  }

  /** What a worker does with a picture of a batch: tries again while it is told to. */
  async walk(version: string): Promise<inference.Reply['outcome']> {
    for (;;) {
      const outcome = await this.ask({ background: true, version });
      if (outcome?.$case !== 'failure' || outcome.value.code !== 336100) return outcome;
      await new Promise(setImmediate);
    }
  }

  said(words: string): Promise<unknown> {
    return once(this.#said, words);
  }

  async load(): Promise<inference.Load | undefined> {
    const watch = this.#client.watchLoad({}).on('error', () => undefined);
    const [{ load }] = (await once(watch, 'data')) as [inference.WatchLoadResponse];
    watch.cancel();
    return load;
  }

  /** The load once so many pictures of a batch wait. */
  async heldUp(count: number): Promise<inference.Load | undefined> {
    for (;;) {
      const load = await this.load();
      if (load?.background?.requests === count) return load;
    }
  }

  activate(version: string) {
    return this.deployments.activate({ deployment: 'colours', version, actor: 'a test' });
  }

  async [Symbol.asyncDispose]() {
    await this.#stack.disposeAsync();
  }
}

/** Notes what it loaded. */
class CountedPool extends LanePool {
  readonly #loads: ReleaseKey[];

  constructor(options: ConstructorParameters<typeof LanePool>[0], loads: ReleaseKey[]) {
    super(options);
    this.#loads = loads;
  }

  override async load(...what: Parameters<LanePool['load']>) {
    const key = await super.load(...what);
    this.#loads.push(key);
    return key;
  }
}

/** Writes a version whose golden image is red, and must have this score. */
async function release(folder: string, score: number): Promise<void> {
  const fixture = await fixtureRelease('float32-nchw-NC', {}, ['red', 'green', 'blue']);
  await cp(fixture.folder, folder, { recursive: true });
  const manifest = JSON.parse(await readFile(join(folder, 'manifest.json'), 'utf8')) as object;
  const golden = [{ file: 'red.png', expect: [{ name: 'red', score }] }];
  await writeFile(join(folder, 'manifest.json'), JSON.stringify({ ...manifest, golden }));
  await writeFile(join(folder, 'red.png'), red);
}

const answered = (version: string) => ({ $case: 'classification', value: { version } });
const refused = (code: number, detail: string) => ({
  $case: 'failure',
  value: { code, detail: expect.stringContaining(detail) },
});

let inferring: Inference;
const start = async (leavesMs?: number) => (inferring = await Inference.start(leavesMs));
afterEach(() => inferring[Symbol.asyncDispose]());

describe('pictures of a batch', () => {
  beforeEach(() => start());

  it('leave every place to those that somebody waits for, and are refused when they are too many', async () => {
    process.kill(inferring.pool.pids[0]!, 'SIGSTOP');
    const flood = Array.from({ length: BACKGROUND_PLACES + 4 }, () =>
      inferring.ask({ background: true }),
    );
    await inferring.heldUp(BACKGROUND_PLACES);
    const live = Array.from({ length: 4 }, () => inferring.ask());
    process.kill(inferring.pool.pids[0]!, 'SIGCONT');
    for (const outcome of await Promise.all(live)) expect(outcome).toMatchObject(answered('1'));
    const outcomes = await Promise.all(flood);
    const busy = outcomes.filter((outcome) => outcome?.$case === 'failure');
    expect(busy).toHaveLength(4);
    for (const outcome of busy)
      expect(outcome).toMatchObject({
        value: { code: 336100, detail: '16 requests are waiting, try again in 1 s', retryAfter: 1 },
      });
    const load = await inferring.load();
    expect(load?.refused).toContainEqual({ reason: 'queue', count: 0 });
    expect(load?.background?.refused).toContainEqual({ reason: 'queue', count: 4 });
  });

  it('are not in what inference says of its load', async () => {
    await inferring.ask(); // how long one takes is known from here on
    const lane = inferring.pool.pids[0]!;
    process.kill(lane, 'SIGSTOP');
    const flood = Array.from({ length: BACKGROUND_PLACES }, () =>
      inferring.ask({ background: true, deadlineMs: 60_000 }),
    );
    expect(await inferring.heldUp(BACKGROUND_PLACES)).toMatchObject({
      requests: 0,
      bytes: 0,
      expectedWaitMs: 0,
      full: false,
    });
    process.kill(lane, 'SIGCONT');
    await Promise.all(flood);
    expect(await inferring.load()).toMatchObject({ background: { requests: 0, bytes: 0 } });
  });
});

describe('a version that a batch began with', () => {
  it('is the one in service where it asks for none, and where it asks for that', async () => {
    await start();
    expect(await inferring.walk('')).toMatchObject(answered('1'));
    expect(await inferring.walk('1')).toMatchObject(answered('1'));
    expect(inferring.loads).toHaveLength(1);
  });

  it('is loaded beside the one in service, which goes on answering', async () => {
    await start();
    expect(await inferring.ask({ background: true, version: '2' })).toMatchObject(
      refused(336100, 'version 2 of colours is loading, try again in 2 s'),
    );
    expect(await inferring.ask()).toMatchObject(answered('1'));
    expect(await inferring.walk('2')).toMatchObject(answered('2'));
    expect(await inferring.ask()).toMatchObject(answered('1'));
    expect(inferring.deployments.table()[0]).toMatchObject({ version: '1', loading: undefined });
  });

  it('stays for as long as its pictures come', async () => {
    await start(200);
    await inferring.walk('2');
    const until = performance.now() + 600;
    while (performance.now() < until)
      expect(await inferring.ask({ background: true, version: '2' })).toMatchObject(answered('2'));
  });

  it('leaves once no picture asks for it any more, and comes again when one does', async () => {
    await start(500);
    const left = inferring.said('a version left memory: no batch asks for it');
    expect(await inferring.walk('2')).toMatchObject(answered('2'));
    const [, key = ''] = inferring.loads;
    await left;
    const asked = inferring.pool.classify({
      ...{ key, image: red, topNum: 1, rank: 'background', due: Infinity, logId: 1 },
    });
    await expect(asked).rejects.toThrow(`no lane has ${key}`);
    expect(await inferring.walk('2')).toMatchObject(answered('2'));
    expect(inferring.loads).toHaveLength(3);
  });

  it('is refused by name where there is none, and where it is not what it must be', async () => {
    await start();
    expect(await inferring.walk('7')).toMatchObject(
      refused(336001, 'colours has no version "7"; there is 1, 2, 3'),
    );
    expect(await inferring.walk('3')).toMatchObject(
      refused(336001, 'version 3 of colours does not load: golden image red.png: '),
    );
    expect(await inferring.ask()).toMatchObject(answered('1'));
  });

  it('waits while another batch has the place', async () => {
    await start();
    await inferring.activate('2');
    await inferring.walk('1');
    expect(await inferring.ask({ background: true, version: '3' })).toMatchObject(
      refused(336100, 'version 1 of colours is in memory for another batch, try again in 5 s'),
    );
  });

  it('stays when another comes into service meanwhile, and is not loaded again when it comes back', async () => {
    await start();
    await inferring.walk('1');
    await inferring.activate('2');
    expect(await inferring.ask()).toMatchObject(answered('2'));
    expect(await inferring.ask({ background: true, version: '1' })).toMatchObject(answered('1'));
    expect(inferring.loads).toHaveLength(2);
    await inferring.activate('1');
    expect(await inferring.ask()).toMatchObject(answered('1'));
    expect(inferring.loads).toHaveLength(2);
  });

  it('answers again after its lane was killed', async () => {
    await start();
    await inferring.walk('2');
    process.kill(inferring.pool.pids[0]!, 'SIGKILL');
    expect(await inferring.walk('2')).toMatchObject(answered('2'));
    expect(await inferring.ask()).toMatchObject(answered('1'));
  });
});
