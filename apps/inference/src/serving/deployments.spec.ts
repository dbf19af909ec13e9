import { once } from 'node:events';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { Repository } from '@easel/models';
import { inference } from '@easel/rpc';
import { LanePool } from '../lanes/lane-pool.js';
import { fixtureRelease, plainPng } from '../testing.js';
import { Tuner } from '../tuning/tuner.js';
import { Deployments } from './deployments.js';

const reasons = inference.RefusalReason;
const { DEPLOYMENT_STATE_IDLE: IDLE, DEPLOYMENT_STATE_SERVING: SERVING } =
  inference.DeploymentState;
/** Dies of the version "deadly". */
const fragile = fileURLToPath(new URL('../lanes/fixtures/fragile-lane.mjs', import.meta.url));
const log = pino({ level: 'silent' });
const tuner = new Tuner({ folder: '/nowhere', on: false, machine: { cores: 2, lanes: 1 }, log });

describe('deployments', () => {
  let pool: LanePool;
  let repository: Repository;
  let deployments: Deployments;

  beforeAll(() => {
    pool = new LanePool({ lanes: 1, log });
  });
  afterAll(() => pool.drain());
  beforeEach(async () => {
    repository = new Repository(await mkdtemp(join(tmpdir(), 'easel-models-')));
  });
  afterEach(async () => {
    deployments.stop();
    await rm(repository.root, { recursive: true });
  });

  const open = () => {
    deployments = new Deployments({ repository, pool, tuner, log });
  };
  /** Waits for the table to be so. */
  const until = async (test: (row: Row | undefined) => boolean): Promise<Row | undefined> => {
    for (;;) {
      const row = deployments.table().find(({ name }) => name === 'colours');
      if (deployments.settled && test(row)) return row;
      await once(deployments, 'change');
    }
  };
  type Row = ReturnType<Deployments['table']>[number];

  /** Adds a version whose golden image must be this red. */
  const add = async (
    version: string,
    options: Partial<{
      golden: number;
      labels: string[];
      activate: boolean;
      threads: number;
      model: string;
      mean: number;
    }> = {},
  ) => {
    const { threads, model = 'float32-nchw-NC', mean } = options;
    const more = {
      ...(threads !== undefined && { run: { threads } }),
      ...(mean !== undefined && { preprocess: { mean } }),
    };
    const { folder } = await fixtureRelease(model, more, options.labels);
    if (options.golden !== undefined) {
      const path = join(folder, 'manifest.json');
      const manifest = JSON.parse(await readFile(path, 'utf8')) as { golden: object[] };
      const [name] = (await readFile(join(folder, 'labels.txt'), 'utf8')).split('\n');
      manifest.golden = [{ file: 'red.png', expect: [{ name, score: options.golden }] }];
      await writeFile(path, JSON.stringify(manifest));
      await writeFile(join(folder, 'red.png'), await plainPng(255, 0, 0));
    }
    await repository.add({ deployment: 'colours', version }, (target) =>
      cp(folder, target, { recursive: true }),
    );
    if (options.activate ?? true) await repository.activate('colours', version);
  };
  const current = () => repository.current('colours');
  const activate = (version: string, deployment = 'colours') =>
    deployments.activate({ deployment, version, actor: 'a test' });

  it('say how the version in service is run', async () => {
    await add('1', { threads: 2 });
    open();
    const row = await until((row) => row?.state === SERVING);
    expect(row?.tuning).toMatchObject({
      origin: inference.TuningOrigin.TUNING_ORIGIN_PINNED,
      lanes: 1,
      threads: 2,
    });
  });

  it('serve what is current, and a new version once it is', async () => {
    await add('1');
    open();
    await until((row) => row?.version === '1');
    await add('2');
    await until((row) => row?.version === '2');
    expect(deployments.serving('colours').release.version).toBe('2');
  });

  it('keep the version that answers when a new one does not reproduce its golden image', async () => {
    await add('1', { golden: 1 });
    open();
    await until((row) => row?.version === '1');
    await add('2', { golden: 0.5 });
    const row = await until((row) => row?.problem !== '');
    expect(row).toMatchObject({
      version: '1',
      problem: expect.stringContaining('expected 0.5000'),
    });
    expect(deployments.serving('colours').release.version).toBe('1');
  });

  it('say why a first version cannot be served', async () => {
    await add('1', { labels: ['one'] });
    open();
    const row = await until((row) => row?.problem !== '');
    expect(row).toMatchObject({ version: '', problem: expect.stringContaining('names 1') });
    expect(() => deployments.serving('colours')).toThrow('could not be loaded');
  });

  it('go on when the version is corrected', async () => {
    await add('1', { labels: ['one'] });
    open();
    await until((row) => row?.problem !== '');
    await add('2');
    expect(await until((row) => row?.version === '2')).toMatchObject({ problem: '' });
  });

  it('are those that were activated: for callers a folder with none is not there', async () => {
    await add('1', { activate: false });
    open();
    const row = await until((row) => row !== undefined);
    expect(row).toMatchObject({ state: IDLE, version: '', problem: '', versions: ['1'] });
    expect(() => deployments.serving('colours')).toThrow('no deployment is called colours');
    await repository.activate('colours', '1');
    await until((row) => row?.version === '1');
  });

  it('end when their folder goes', async () => {
    await add('1');
    open();
    await until((row) => row?.version === '1');
    await rm(join(repository.root, 'colours'), { recursive: true });
    await until((row) => row === undefined);
    expect(() => deployments.serving('colours')).toThrow('no deployment is called colours');
  });

  it('look again when a version that was not there is activated once more', async () => {
    await add('1');
    open();
    await until((row) => row?.version === '1');
    await writeFile(join(repository.root, 'colours/current'), '2\n');
    await until((row) => row?.problem !== '');
    await add('2');
    expect(await until((row) => row?.version === '2')).toMatchObject({ problem: '' });
  });

  it('keep what they serve when a folder comes whose name differs by case alone', async () => {
    await add('1');
    open();
    await until((row) => row?.version === '1');
    await cp(join(repository.root, 'colours'), join(repository.root, 'Colours'), {
      recursive: true,
    });
    const row = await until((row) => row?.problem !== '');
    expect(row).toMatchObject({ version: '1', problem: 'differs from Colours by case alone' });
    expect(() => deployments.serving('Colours')).toThrow('could not be loaded');
  });

  it('answer again once files that were lost are back', async () => {
    await add('1');
    open();
    await until((row) => row?.version === '1');
    const folder = join(repository.root, 'colours/1');
    await rename(folder, join(repository.root, '.aside'));
    process.kill(pool.pids[0]!, 'SIGKILL');
    await until((row) => row?.version === '');
    await rename(join(repository.root, '.aside'), folder);
    await repository.activate('colours', '1');
    expect(await until((row) => row?.version === '1')).toMatchObject({ problem: '' });
  });

  describe('asked for another version', () => {
    /** Two versions, of which the first answers. */
    const openWithTwo = async (second: Parameters<typeof add>[1] = {}) => {
      await add('1', { golden: 1 });
      await add('2', { ...second, activate: false });
      open();
      await until((row) => row?.version === '1');
    };

    it('put it into service, name it in current, and say what answered before', async () => {
      await openWithTwo({ golden: 1 });
      expect(await activate('2')).toMatchObject({ already: false, previous: '1' });
      expect(deployments.serving('colours').release.version).toBe('2');
      expect(await current()).toBe('2');
      const row = await until((row) => row?.version === '2');
      expect(row).toMatchObject({ problem: '', loading: undefined, versions: ['1', '2'] });
    });

    it('show what is on its way while the old one answers', async () => {
      await openWithTwo();
      const begun = Date.now();
      const done = activate('2');
      const row = await until((row) => row?.loading !== undefined);
      expect(row).toMatchObject({ version: '1', state: SERVING, loading: { version: '2' } });
      expect(row?.loading?.sinceMs).toBeGreaterThanOrEqual(begun);
      await done;
    });

    it('leave everything as it was when it misses its golden image, but remember why', async () => {
      await openWithTwo({ golden: 0.5 });
      await expect(activate('2')).rejects.toMatchObject({
        reason: reasons.REFUSAL_REASON_GOLDEN,
        message: expect.stringContaining('golden image red.png: '),
      });
      expect(await current()).toBe('1');
      const row = await until((row) => row?.loading === undefined);
      expect(row).toMatchObject({
        ...{ version: '1', state: SERVING, problem: '' },
        refused: { version: '2', detail: expect.stringContaining('expected 0.5000') },
      });
    });

    it('forget a refusal with the next version that is put into service', async () => {
      await openWithTwo({ golden: 0.5 });
      await expect(activate('2')).rejects.toThrow();
      await add('3', { activate: false });
      await activate('3');
      expect(await until((row) => row?.version === '3')).toMatchObject({ refused: undefined });
    });

    it('say that it does not load', async () => {
      await openWithTwo({ labels: ['one'] });
      await expect(activate('2')).rejects.toMatchObject({
        reason: reasons.REFUSAL_REASON_DOES_NOT_LOAD,
        message: expect.stringContaining('names 1'),
      });
      expect(await current()).toBe('1');
    });

    it.each([
      [
        'answers something that is not a number',
        { model: 'float32-nchw-nan', mean: 300 },
        /number/,
      ],
      [
        'wants more memory than there is',
        { model: 'float32-nchw-64-TiB' },
        /65536.0 GiB of memory/,
      ],
    ])('refuse a model that %s, with no golden image to tell', async (_, options, words) => {
      await openWithTwo(options);
      const [lanes, { restarts }] = [pool.pids, pool];
      await expect(activate('2')).rejects.toMatchObject({
        reason: reasons.REFUSAL_REASON_DOES_NOT_LOAD,
        message: expect.stringMatching(words),
      });
      expect(deployments.serving('colours').release.version).toBe('1');
      expect([pool.pids, pool.restarts]).toEqual([lanes, restarts]);
    });

    it('try it where its crash costs no lane that answers', async () => {
      const whole = pool;
      pool = new LanePool({ lanes: 1, log, program: fragile });
      try {
        await add('1');
        await add('deadly', { activate: false });
        open();
        await until((row) => row?.version === '1');
        const lanes = pool.pids;
        await expect(activate('deadly')).rejects.toMatchObject({
          reason: reasons.REFUSAL_REASON_DOES_NOT_LOAD,
          message: 'a lane dies while it loads it (SIGSEGV)',
        });
        expect([pool.pids, pool.restarts]).toEqual([lanes, 0]);
      } finally {
        await pool.drain();
        pool = whole;
      }
    });

    it('do not switch when current cannot be written', async () => {
      repository = new ReadOnly(repository.root);
      await openWithTwo();
      await expect(activate('2')).rejects.toMatchObject({
        reason: reasons.REFUSAL_REASON_NOT_WRITTEN,
        message: 'models/colours/current cannot be written (EROFS)',
      });
      expect(deployments.serving('colours').release.version).toBe('1');
    });

    it.each([
      ['colours', '7', 'NO_VERSION', 'colours has no version "7"; there is 1, 2'],
      ['colours', '../1', 'NO_VERSION', 'colours has no version "../1"'],
      ['colors', '1', 'NO_DEPLOYMENT', 'no deployment is called "colors"; there is colours'],
      ['.', '1', 'NO_DEPLOYMENT', 'no deployment is called "."'],
    ] as const)(
      'know no %s version %s, and say what there is',
      async (name, version, why, words) => {
        await openWithTwo();
        await expect(activate(version, name)).rejects.toMatchObject({
          reason: reasons[`REFUSAL_REASON_${why}`],
          message: expect.stringContaining(words),
        });
      },
    );

    it('put a first version into service', async () => {
      await add('1', { activate: false });
      open();
      await until((row) => row?.state === IDLE);
      expect(await activate('1')).toMatchObject({ already: false, previous: '' });
      expect(await current()).toBe('1');
      expect(deployments.serving('colours').release.version).toBe('1');
    });

    it('are not deployed after a first version that failed, and callers hear that', async () => {
      await add('1', { labels: ['one'], activate: false });
      open();
      await until((row) => row?.state === IDLE);
      await expect(activate('1')).rejects.toThrow('names 1');
      const row = await until((row) => row?.loading === undefined);
      expect(row).toMatchObject({ state: IDLE, refused: { version: '1' } });
      expect(() => deployments.serving('colours')).toThrow('no deployment is called colours');
      expect(await current()).toBeUndefined();
    });

    it('say that it answers already, and mend a current that names one that fails', async () => {
      await openWithTwo({ labels: ['one'] });
      expect(await activate('1')).toMatchObject({ already: true, previous: '1' });
      await repository.activate('colours', '2');
      await until((row) => row?.problem !== '' && row?.loading === undefined);
      expect(await activate('1')).toMatchObject({ already: true });
      expect(await current()).toBe('1');
      expect(await until((row) => row?.problem === '')).toMatchObject({ version: '1' });
    });

    it('load it once for all who ask, and refuse a third version meanwhile', async () => {
      await openWithTwo();
      await add('3', { activate: false });
      const [first, second, third] = await Promise.allSettled([
        activate('2'),
        activate('2'),
        activate('3'),
      ]);
      expect(first).toMatchObject({ value: { already: false, previous: '1' } });
      expect(second).toEqual(first);
      expect(third).toMatchObject({
        reason: {
          reason: reasons.REFUSAL_REASON_BUSY,
          message: expect.stringMatching(/^version 2 of colours has been loading since 20/),
        },
      });
    });

    it('bring two deployments up to date one after the other', async () => {
      await openWithTwo();
      await cp(join(repository.root, 'colours'), join(repository.root, 'shapes'), {
        recursive: true,
      });
      const both = await Promise.all([activate('2'), activate('2', 'shapes')]);
      expect(both).toMatchObject([{ previous: '1' }, { already: false }]);
      expect(deployments.serving('shapes').release.version).toBe('2');
    });

    it('follow a current that is written by hand afterwards', async () => {
      await openWithTwo();
      await activate('2');
      await writeFile(join(repository.root, 'colours/current'), '1\n');
      await until((row) => row?.version === '1');
      expect(deployments.serving('colours').release.version).toBe('1');
    });

    it('let a version go whose deployment was removed while it loaded', async () => {
      await openWithTwo();
      const done = activate('2').catch((error: unknown) => error);
      await until((row) => row?.loading !== undefined);
      await rm(join(repository.root, 'colours'), { recursive: true });
      expect(await done).toMatchObject({ name: 'ActivationRefused' });
      await until((row) => row === undefined);
    });
  });
});

/** A repository whose disk takes nothing. */
class ReadOnly extends Repository {
  override activate(deployment: string, version: string): Promise<void> {
    if (version === '1') return super.activate(deployment, version); // as it was set up
    return Promise.reject(Object.assign(new Error('read-only'), { code: 'EROFS' }));
  }
}
