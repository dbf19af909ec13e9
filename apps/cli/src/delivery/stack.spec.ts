import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Stack } from './stack.js';
import { WorkFolder } from './work-folder.js';

// Only root can give anything to the services, or be tricked into it.
describe.runIf(process.getuid?.() === 0)('a deployment’s folder', () => {
  let root: string;
  let stack: Stack;

  const write = (path: string, text: string) => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  };
  /** As a service would, had somebody got hold of it. */
  const asService = (script: string) =>
    spawnSync('setpriv', ['--reuid=1000', '--regid=1000', '--clear-groups', 'bash', '-c', script], {
      cwd: join(stack.folder, 'models'),
      encoding: 'utf8',
    });
  const byService = (script: string) => asService(script).status === 0;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'easel-stack-'));
    chmodSync(root, 0o755);
    stack = new WorkFolder(root).stack('bolts');
    write('bolts/.env', 'EASEL_NAME=bolts\n');
    write('bolts/models/bolts/1/model.onnx', 'a model');
    write('bolts/models/bolts/current', '1\n');
    write('bolts/admin/password.json', '{}');
    write('bolts/secrets/redis-password', 'secret\n');
    write('.easel/state/licensing/easel.lic', 'a licence');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('lets inference say which version is current, and change nothing else of models', async () => {
    await stack.own();
    const activate =
      'echo 2 >bolts/current.0123456789ab && mv bolts/current.0123456789ab bolts/current';
    expect(byService(activate)).toBe(true);
    expect(await stack.current()).toBe('2');
    for (const script of [
      'mv bolts elsewhere',
      'ln -s / links',
      'mv bolts/1 bolts/0',
      'rm -rf bolts/1 && ! [ -e bolts/1 ]',
      'echo another >bolts/1/model.onnx',
      'touch bolts/1/more',
    ])
      expect([script, byService(script)]).toEqual([script, false]);
    expect(readFileSync(join(stack.folder, 'models/bolts/1/model.onnx'), 'utf8')).toBe('a model');
  });

  it('is refused where a service has put a link to the host’s own state: nothing of that is touched', async () => {
    // As an earlier Easel left it.
    execFileSync('chown', ['-R', '1000:1000', join(stack.folder, 'models')]);
    expect(byService(`mv bolts elsewhere && ln -s ${root} bolts`)).toBe(true);
    await expect(stack.own()).rejects.toThrow(`${stack.folder}/models/bolts is a link or a file`);
    await expect(stack.sweep()).rejects.toThrow('is a link or a file');
    expect(existsSync(join(root, '.easel/state/licensing/easel.lic'))).toBe(true);
    expect(statSync(root).uid).toBe(0);
    expect(byService(`ln -s ${root} again`)).toBe(false);
  });

  it('gives nothing away through a link among what is a service’s own', async () => {
    symlinkSync(join(root, '.easel/state'), join(stack.folder, 'admin/link'));
    await stack.own();
    expect(statSync(join(root, '.easel/state')).uid).toBe(0);
    expect(statSync(join(root, '.easel/state/licensing/easel.lic')).uid).toBe(0);
    expect(statSync(join(stack.folder, 'admin/password.json')).uid).toBe(1000);
  });

  it('reads no other file for `current`, and waits for none', async () => {
    const current = join(stack.folder, 'models/bolts/current');
    rmSync(current);
    symlinkSync(join(root, '.easel/state/licensing/easel.lic'), current);
    await expect(stack.current()).rejects.toThrow('ELOOP');
    rmSync(current);
    execFileSync('mkfifo', [current]);
    expect(await stack.current()).toBeUndefined();
    await stack.own();
  });

  it.each(['022', '027', '077'])(
    'serves again after root has copied it, under umask %s',
    async (umask) => {
      const copy = `umask ${umask}; cp -r bolts copy && rm -r bolts && mv copy bolts`;
      execFileSync('bash', ['-c', copy], { cwd: root });
      await stack.own();
      // Docker takes a mount to its place by itself, whoever may pass the folders above it.
      chmodSync(stack.folder, 0o755);
      expect(byService('cat bolts/1/model.onnx bolts/current ../admin/password.json')).toBe(true);
      expect(
        byService(
          'echo 1 >bolts/current.0123456789ab && mv bolts/current.0123456789ab bolts/current',
        ),
      ).toBe(true);
      expect(byService('echo another >bolts/1/model.onnx')).toBe(false);
      expect(statSync(join(stack.folder, 'secrets/redis-password')).mode & 0o777).toBe(0o644);
    },
  );
});
