import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { engine } from '../engine.js';
import { ReleaseHost } from './release-host.js';
import { done } from './shell.js';

describe.runIf(engine)('a backup of a host (needs EASEL_TEST_ENGINE=1)', () => {
  let host: ReleaseHost;
  let file: string;
  /** What opens a session with the operators' door: nothing that anybody may find in a backup. */
  let sessionKey: Buffer;

  const easel = async (...args: string[]) => {
    const { status, output } = await host.easel(args);
    if (status !== 0) throw new Error(output);
    return output;
  };

  beforeAll(async () => {
    host = await ReleaseHost.open();
    await host.install();
    await easel('upgrade', host.name, await host.pack('2'));
    file = join(host.folder, 'kept.tar.gz');
    sessionKey = await readFile(join(host.stack, 'admin/session.key'));
    await easel('backup', host.name, '--out', file);
  }, 900_000);
  afterAll(() => host[Symbol.asyncDispose](), 120_000);

  it('holds neither private keys nor secrets', async () => {
    const into = join(host.folder, 'looked-into');
    await host.bash(`mkdir ${into} && tar xzf ${file} -C ${into}`);
    const paths = (await host.bash(`cd ${into} && find . -type f`)).trim().split('\n');
    expect(paths).toContain(`./${host.name}/models/${host.name}/2/model.onnx`);
    expect(paths.filter((path) => /secret|session|first|\.pem|\.key/.test(path))).toEqual([]);
    const read = await Promise.all(paths.map((path) => readFile(join(into, path))));
    const found = (what: Buffer | string) => read.filter((bytes) => bytes.includes(what)).length;
    expect(sessionKey.length).toBeGreaterThanOrEqual(32);
    expect([found('PRIVATE KEY'), found(sessionKey)]).toEqual([0, 0]);
  });

  it('brings an empty host back: the same version answers, under the same licence', async () => {
    const number = async () =>
      /"seq": ?(\d+)/.exec(await easel('license', 'status', '--json'))?.[1];
    const before = await number();
    await easel('remove', host.name, '--purge', '--yes');
    await rm(host.work, { recursive: true });
    expect(host.containers()).toEqual([]);

    await host.bash(`python3 opt/original/package/Install/install.py install ${host.name}`);
    expect(await host.classify()).toMatchObject({ error_code: 337000 });
    await easel('restore', file, '--yes');
    expect(await host.answers()).toBe('2');
    expect([before, await number()]).toEqual([expect.any(String), before]);
  }, 180_000);

  it('is refused where a later Easel wrote what is in it, and nothing has changed', async () => {
    const settings = join(host.stack, '.env');
    const here = await readFile(settings, 'utf8');
    await writeFile(settings, here.replace(/^EASEL_FORMAT=.*$/m, 'EASEL_FORMAT=2'));
    const later = join(host.folder, 'later.tar.gz');
    await easel('backup', host.name, '--out', later);
    await writeFile(settings, here);
    const { status, output } = await host.easel(['restore', later, '--yes']);
    expect({ status, output }).toEqual({
      status: 1,
      output: expect.stringMatching(
        /^Not done: a later Easel has written the state of e2e-line in format 2, which release \S+ cannot read/m,
      ),
    });
    expect(await host.answering()).toBe('2');
    const work = await done('find', [host.work, '-maxdepth', '1', '-name', '*replaced*']);
    expect(work.trim().split('\n')).toHaveLength(1); // of the restore before
  }, 60_000);
});
