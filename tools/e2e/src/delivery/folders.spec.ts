import { spawnSync } from 'node:child_process';
import { appendFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docker, engine } from '../engine.js';
import { example } from '../fixtures.js';
import { ReleaseHost } from './release-host.js';

describe.runIf(engine)(
  'a deployment with batches, by its folder (needs EASEL_TEST_ENGINE=1)',
  () => {
    let host: ReleaseHost;

    const easel = async (...args: string[]) => {
      const { status, output } = await host.easel(args);
      if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}: ${output}`);
      return output;
    };
    /** Of a batch that is run now: a line for each picture. */
    const results = async (name: string) => {
      const pictures = join(host.folder, name);
      await mkdir(pictures);
      await writeFile(join(pictures, 'one.jpg'), example('jpg').bytes);
      const out = join(host.folder, `${name}.jsonl`);
      await easel('batch', 'run', pictures, '--url', `http://127.0.0.1:${host.port}`, '--out', out);
      return (await readFile(out, 'utf8')).trim().split('\n');
    };
    const ids = () =>
      ['gateway', 'inference', 'batch', 'redis'].map((service) =>
        docker('inspect', '-f', '{{.Id}}', `${host.name}-${service}`).trim(),
      );

    beforeAll(async () => {
      host = await ReleaseHost.open();
      await host.install('--batches');
    }, 900_000);
    afterAll(() => host[Symbol.asyncDispose](), 120_000);

    it('goes back to a copy that root made under a strict umask, and works on batches there', async () => {
      await host.bash('umask 077; cp -r $WORK/$DEPLOY_NAME $WORK/${DEPLOY_NAME}_V1');
      await easel('upgrade', host.name, await host.pack('2'));
      expect(await host.answering()).toBe('2');
      expect(await results('before')).toHaveLength(1);
      const started = await host.bash(
        `umask 077
       mv $WORK/$DEPLOY_NAME $WORK/\${DEPLOY_NAME}_V2
       cp -r $WORK/\${DEPLOY_NAME}_V1 $WORK/$DEPLOY_NAME
       bash $WORK/$DEPLOY_NAME/start/start-1.sh 2>&1`,
      );
      for (const service of ['gateway', 'inference', 'batch', 'redis'])
        expect(started).toContain(`${host.name}-${service}`);
      expect(await host.answers()).toBe('1');
      expect(await results('after')).toHaveLength(1);
    }, 300_000);

    it('keeps its containers through a new version, whatever is set meanwhile; a start takes that up', async () => {
      const before = ids();
      await appendFile(join(host.stack, '.env'), 'EASEL_LOG_LEVEL=debug\n');
      const upgrade = ['upgrade', host.name, await host.pack('2'), '--json'];
      const { stdout } = spawnSync('bash', [join(host.work, '.easel/easel'), ...upgrade], {
        env: { ...process.env, ...host.env },
        encoding: 'utf8',
      });
      expect(JSON.parse(stdout)).toMatchObject({ version: '2', previous: '1', gap_ms: 0 });
      expect(await host.answering()).toBe('2');
      expect(ids()).toEqual(before);
      await easel('start', host.name);
      expect(ids()[0]).not.toBe(before[0]);
      expect(await host.answers()).toBe('2');
    }, 300_000);

    it('has models that inference cannot change, or put anything else in the place of', () => {
      const inference = (script: string) =>
        spawnSync('docker', ['exec', `${host.name}-inference`, 'sh', '-c', script], {
          cwd: '/',
          encoding: 'utf8',
        });
      const models = '/var/lib/easel/models';
      expect(inference(`cat ${models}/${host.name}/2/manifest.json`).status).toBe(0);
      for (const script of [
        `mv ${models}/${host.name} ${models}/elsewhere`,
        `mv ${models}/${host.name}/1 ${models}/${host.name}/0`,
        `echo >${models}/${host.name}/2/manifest.json`,
      ])
        expect([script, inference(script).status === 0]).toEqual([script, false]);
    });
  },
);
