import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, '../../../../deploy/stack/easel');

/** Says how it was told to run; has the image that a file is called as. */
const docker = `#!/bin/sh
case "$1 $2" in
  'image inspect') test -e "$0-$(printf %s "$3" | tr / _)" ;;
  'version ') test ! -e "$0-down" ;;
  run*) printf '%s\\n' "$@" ;;
esac
`;

describe('the command easel of a host', () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'easel-command-')));
    for (const folder of ['work/.easel', 'bin', 'disk', 'here'])
      mkdirSync(join(root, folder), { recursive: true });
    copyFileSync(script, join(root, 'work/.easel/easel'));
    writeFileSync(join(root, 'work/.easel/.env'), 'EASEL_RELEASE=0.1.0\n');
    writeFileSync(join(root, 'bin/docker'), docker, { mode: 0o755 });
    writeFileSync(join(root, 'bin/docker-easel_cli:0.1.0'), '');
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const easel = (
    args: string[],
    { at = join(root, 'here'), ...env }: Record<string, string> = {},
  ) => {
    const PATH = `${join(root, 'bin')}:${process.env.PATH ?? ''}`;
    const command = [join(root, 'work/.easel/easel'), ...args];
    return spawnSync('bash', command, { cwd: at, env: { PATH, ...env }, encoding: 'utf8' });
  };
  /** What is run in which folder, and the folders of this host that the container is given for it. */
  const ran = (args: string[], at?: string) => {
    const { stdout, stderr } = easel(args, at === undefined ? {} : { at });
    const said = stdout.trimEnd().replaceAll(root, '').split('\n');
    const after = (option: string) => said.filter((_, index) => said[index - 1] === option);
    const mounts = after('-v').filter((mount) => !mount.startsWith('/var/run/docker.sock:'));
    const given = said.slice(said.indexOf('easel/cli:0.1.0') + 1);
    return { mounts, at: after('-w')[0], given, stderr };
  };
  const mounted = (...args: string[]) => ran(args).mounts.map((mount) => mount.split(':', 1)[0]);

  const always = ['/work', '/here'];

  it('sees the work folder, where it is run, and where a file is that it names', () => {
    writeFileSync(join(root, 'disk/a.lic'), '');
    expect(mounted('lu', join(root, 'disk/a.lic'))).toEqual([...always, '/disk']);
    expect(mounted('versions', 'bolts')).toEqual(always);
  });

  it('sees the folder of a file that is yet to be written: else it would go with the container', () => {
    const file = join(root, 'disk/backup.tar.gz');
    expect(mounted('backup', '--out', file)).toEqual([...always, '/disk']);
    expect(mounted('backup', `--out=${file}`)).toEqual([...always, '/disk']);
    expect(mounted('backup', '--out', '../disk/backup.tar.gz')).toEqual([...always, '/disk']);
    expect(mounted('backup', '--out', 'backup.tar.gz')).toEqual(always);
  });

  it('names a file by the path that the container has, whatever links lead there', () => {
    writeFileSync(join(root, 'disk/a.lic'), '');
    symlinkSync('disk/a.lic', join(root, 'latest.lic'));
    expect(ran(['lu', join(root, 'latest.lic')])).toMatchObject({
      mounts: ['/work:/work', '/here:/here', '/disk:/disk'],
      given: ['lu', '/disk/a.lic'],
    });
  });

  it('takes the name of a deployment for no file, though one is called so', () => {
    symlinkSync('../disk', join(root, 'here/bolts'));
    expect(ran(['versions', 'bolts']).given).toEqual(['versions', 'bolts']);
  });

  it('mounts nothing over what the image runs by, nor around it', () => {
    expect(ran(['versions', 'bolts'], '/usr/local/bin')).toMatchObject({
      mounts: ['/work:/work', '/usr/local/bin:/host/usr/local/bin'],
      at: '/host/usr/local/bin',
    });
    expect(ran(['versions', 'bolts'], '/')).toMatchObject({
      mounts: ['/work:/work', '/:/host'],
      at: '/host',
    });
    expect(ran(['lu', '/etc/passwd', '--x=/usr/bin/env'], '/usr')).toMatchObject({
      mounts: ['/work:/work', '/usr:/host/usr', '/etc:/host/etc'],
      given: ['lu', '/host/etc/passwd', expect.stringMatching(/^--x=\/host\/usr\/bin\//)],
    });
  });

  it('says that its image is gone, and fetches none by that name from anywhere', () => {
    rmSync(join(root, 'bin/docker-easel_cli:0.1.0'));
    const { status, stdout, stderr } = easel(['versions', 'bolts']);
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/easel\/cli:0\.1\.0.* gone from Docker.*--trust-package --vendor-key/);
    expect(easel(['start'], { LANG: 'zh_CN.UTF-8' }).stderr).toContain('已不在 Docker 中');
    writeFileSync(join(root, 'bin/docker-down'), '');
    expect(easel(['versions', 'bolts'])).toMatchObject({
      status: 5,
      stderr: expect.stringContaining('Docker does not answer'),
    });
  });

  it('says what is amiss with its settings; doctor works without them', () => {
    const env = join(root, 'work/.easel/.env');
    writeFileSync(
      join(root, 'work/.easel/trouble_shooting.sh'),
      'echo looked at "$EASEL_WORK" "$@"',
    );
    writeFileSync(env, '');
    expect(easel(['start']).stderr).toMatch(/\.env .*lost or damaged/);
    rmSync(env);
    expect(easel(['start'])).toMatchObject({ status: 1, stdout: '' });
    expect(easel(['start']).stderr).toMatch(/^[^\n]*\.env .*lost or damaged[^\n]*\n$/);
    expect(easel(['start'], { LC_ALL: 'zh_CN.UTF-8' }).stderr).toContain('已丢失或损坏');
    expect(easel(['doctor', '--json']).stdout).toBe(`looked at ${join(root, 'work')} --json\n`);
  });

  it.runIf(process.getuid?.() === 0)('tells whoever may not read its settings to use sudo', () => {
    writeFileSync(join(root, 'work/.easel/trouble_shooting.sh'), 'echo looked');
    chmodSync(join(root, 'work/.easel/.env'), 0o600);
    chmodSync(root, 0o755);
    const as = (...args: string[]) => {
      const command = [join(root, 'work/.easel/easel'), ...args];
      return spawnSync('bash', command, { uid: 65_534, gid: 65_534, cwd: '/', encoding: 'utf8' });
    };
    expect(as('start')).toMatchObject({ status: 1, stdout: '' });
    expect(as('start').stderr).toMatch(/^[^\n]*may not read[^\n]*with sudo[^\n]*\n$/);
    expect(as('doctor').stdout).toBe('looked\n');
  });
});
