import { once } from 'node:events';
import { cp, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { pino } from 'pino';
import { Repository } from '@easel/models';
import { LanePool } from '../lanes/lane-pool.js';
import { fixtureRelease, plainPng } from '../testing.js';
import { Deployments } from './deployments.js';

const log = pino({ level: 'silent' });

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
    deployments = new Deployments({ repository, pool, log });
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
  const add = async (version: string, options: { golden?: number; labels?: string[] } = {}) => {
    const { folder } = await fixtureRelease('float32-nchw-NC', {}, options.labels);
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
    await repository.activate('colours', version);
  };

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

  it('are those that were activated: a folder with none is not there', async () => {
    await add('1');
    await rm(join(repository.root, 'colours/current'));
    open();
    await until((row) => row === undefined);
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
});
