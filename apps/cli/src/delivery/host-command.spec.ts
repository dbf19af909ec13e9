import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = join(import.meta.dirname, '../../../../deploy/stack/easel');

describe('the command easel of a host', () => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'easel-command-')));
    for (const folder of ['work/.easel', 'bin', 'disk', 'here'])
      mkdirSync(join(root, folder), { recursive: true });
    copyFileSync(script, join(root, 'work/.easel/easel'));
    writeFileSync(join(root, 'work/.easel/.env'), 'EASEL_RELEASE=0.1.0\n');
    // A docker that says how it was called.
    writeFileSync(join(root, 'bin/docker'), '#!/bin/sh\nprintf "%s\\n" "$@"\n', { mode: 0o755 });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  /** Folders of this host that the container is given. */
  const mounted = (...args: string[]) => {
    const said = execFileSync('bash', [join(root, 'work/.easel/easel'), ...args], {
      cwd: join(root, 'here'),
      env: { PATH: `${join(root, 'bin')}:${process.env.PATH ?? ''}` },
      encoding: 'utf8',
    }).split('\n');
    const volumes = said.filter((_, index) => said[index - 1] === '-v');
    return volumes.map((volume) => volume.split(':', 1)[0]?.replace(root, ''));
  };

  const always = ['/var/run/docker.sock', '/work', '/here'];

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
});
