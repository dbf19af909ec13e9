import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkout } from '../test-site.js';
import { findPython } from './pythons.js';

const script = join(checkout, 'tools/package/install.py');

/** Keeps what it was asked; has the images that files are called as, and takes what it loads for the package's. */
const docker = `#!/bin/sh
printf '%s\\n' "$*" >>"$0.log"
case "$1 $2" in
  'image inspect') test -e "$0-$(printf %s "$3" | tr / _)" ;;
  'container inspect') cat "$0-licensing" 2>/dev/null ;;
  'run --rm') exit $(cat "$0-refuses" 2>/dev/null || echo 0) ;;
  rmi*) rm -f "$0-$(printf %s "$2" | tr / _)" ;;
  'load -q') cat >/dev/null; test -e "$0-empty" || : >"$0-easel_cli:9.9.9" ;;
esac
`;

/** Signed by nobody: whoever makes a hostile package writes what he likes. */
const token = (reference: string) => {
  const claims = Buffer.from(JSON.stringify({ images: [{ reference }] })).toString('base64url');
  return `e30.${claims}.`;
};

/** Runs install.py as nobody: what it needs of Python is read before, which nobody may. */
const asNobody = `
import __future__, base64, errno, glob, io, json, os, re, subprocess, sys, tempfile, time
from encodings import ascii, utf_8
sys.argv = sys.argv[1:]
code = compile(io.open(sys.argv[0], encoding='utf-8').read().encode('utf-8'), sys.argv[0], 'exec')
os.setgroups([]); os.setgid(65534); os.setuid(65534)
exec(code, {'__name__': '__main__', '__file__': sys.argv[0]})
`;

describe.each(['2.7.', '3.'] as const)('install.py by Python %s*', (wanted) => {
  const python = findPython(wanted);
  let root: string;
  let work: string;
  let original: string;

  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'easel-script-')));
    chmodSync(root, 0o755);
    work = join(root, 'work');
    original = join(root, 'opt/original');
    for (const folder of [
      'bin',
      'here',
      'opt/original/package/Install',
      'opt/original/package/images',
    ])
      mkdirSync(join(root, folder), { recursive: true });
    copyFileSync(script, join(original, 'package/Install/install.py'));
    writeFileSync(join(original, 'package/package.jwt'), token('easel/cli:9.9.9'));
    writeFileSync(join(original, 'package/images/images.tar.gz'), '');
    writeFileSync(join(root, 'bin/docker'), docker, { mode: 0o755 });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const settings = () => join(work, '.easel/.env');
  const installed = (text = 'EASEL_FORMAT=1\nEASEL_RELEASE=0.1.0\n') => {
    mkdirSync(join(work, '.easel'), { recursive: true });
    writeFileSync(settings(), text, { mode: 0o600 });
  };
  const hasImage = (name = 'easel_cli:0.1.0') =>
    writeFileSync(join(root, `bin/docker-${name}`), '');

  const run = (args: string[], { env = {}, nobody = false } = {}) => {
    const log = join(root, 'bin/docker.log');
    writeFileSync(log, '');
    chmodSync(log, 0o666);
    const surroundings = { PATH: `${join(root, 'bin')}:/usr/bin:/bin`, EASEL_WORK: work, ...env };
    const { status, stderr } = spawnSync(
      python?.path ?? '',
      [...(nobody ? ['-c', asNobody] : []), join(original, 'package/Install/install.py'), ...args],
      { cwd: join(root, 'here'), env: surroundings, encoding: 'utf8' },
    );
    const asked = readFileSync(log, 'utf8').replaceAll(root, '').trimEnd().split('\n');
    const ran = asked.find((line) => line.startsWith('run '));
    const loaded = asked.some((line) => line.startsWith('load'));
    const removed = asked.find((line) => line.startsWith('rmi '))?.slice(4);
    return { status, said: stderr.replaceAll(root, ''), ran, loaded, removed };
  };
  const nothing = { ran: undefined, loaded: false, removed: undefined };

  describe.runIf(python)('on a host without Easel', () => {
    it('runs the easel of the package, which it puts into Docker', () => {
      const { status, ran, loaded } = run(['install', 'bolts']);
      expect({ status, loaded }).toEqual({ status: 0, loaded: true });
      expect(ran).toMatch(/ -w \/opt\/original .*easel\/cli:9\.9\.9 install bolts$/);
    });

    it('goes on so where the first install was cut off', () => {
      mkdirSync(join(work, '.easel/state'), { recursive: true });
      expect(run(['install', 'bolts'])).toMatchObject({ status: 0, loaded: true });
    });

    it('fetches nothing from a registry, where the package names what it does not bring', () => {
      writeFileSync(join(root, 'bin/docker-empty'), '');
      const { status, said, ran } = run(['install', 'bolts']);
      expect([status, ran]).toEqual([1, undefined]);
      expect(said).toContain('there is no easel/cli:9.9.9 among its images');
    });

    it('makes no work folder for a package that is not whole', () => {
      rmSync(join(original, 'package/package.jwt'));
      expect(run(['install', 'bolts'])).toMatchObject({ ...nothing, status: 1 });
      expect(existsSync(work)).toBe(false);
    });

    it('says what to install where there is no Docker, and that it is out of reach', () => {
      const path = join(root, 'none');
      mkdirSync(path);
      expect(run(['install', 'bolts'], { env: { PATH: path } })).toEqual({
        ...nothing,
        status: 5,
        said: 'Docker is not installed: there is no command docker. Install Docker 19.03 or later, then the same command again.\n',
      });
    });

    it.runIf(process.getuid?.() === 0)(
      'claims nothing of a work folder into which it cannot look',
      () => {
        mkdirSync(join(root, 'private/work'), { recursive: true });
        chmodSync(join(root, 'private'), 0o700);
        const env = { EASEL_WORK: join(root, 'private/work') };
        for (const command of [['install', 'bolts'], ['status']])
          expect(run(command, { env, nobody: true })).toEqual({
            ...nothing,
            status: 1,
            said: 'This user may not look into /private, so that nobody can say whether Easel is installed in /private/work: run the same with sudo.\n',
          });
        const told = run(['status'], { env: { ...env, LANG: 'zh_CN.UTF-8' }, nobody: true });
        expect(told.said).toMatch(/^当前用户无权进入 \/private,/);
      },
    );

    it('has nothing to tell of', () => {
      expect(run(['status'])).toMatchObject({ ...nothing, status: 1 });
      expect(existsSync(work)).toBe(false);
    });
  });

  describe.runIf(python)('given a hostile package where Easel is installed', () => {
    it('leaves it to the easel that is installed', () => {
      installed();
      hasImage();
      const { loaded, ran } = run(['install', 'bolts']);
      expect(loaded).toBe(false);
      expect(ran).toMatch(/ easel\/cli:0\.1\.0 install bolts$/);
    });

    it('takes of two lines the last for which that is, as compose does, and never the first in its place', () => {
      hasImage();
      hasImage('easel_cli:0.2.0');
      installed('EASEL_RELEASE=0.1.0\nEASEL_FORMAT=1\nEASEL_RELEASE=0.2.0\n');
      expect(run(['install', 'bolts']).ran).toMatch(/ easel\/cli:0\.2\.0 install bolts$/);
      for (const last of ['', '--privileged x']) {
        installed(`EASEL_RELEASE=0.1.0\nEASEL_RELEASE=${last}\n`);
        expect(run(['install', 'bolts'])).toMatchObject({ ...nothing, status: 1 });
      }
    });

    it.runIf(process.getuid?.() === 0)('runs nothing for whoever may not see which that is', () => {
      installed();
      hasImage();
      for (const command of [
        ['install', 'bolts'],
        ['install', 'bolts', '--trust-package'],
        ['lu'],
      ]) {
        const told = run(command, { nobody: true });
        expect(told).toMatchObject({ ...nothing, status: 1 });
        expect(told.said).toMatch(
          /^[^\n]*may not read \/work\/\.easel\/\.env: run the same with sudo\.\n$/,
        );
      }
    });

    it.runIf(process.getuid?.() === 0)(
      'runs nothing for whoever cannot see whether there is one',
      () => {
        mkdirSync(join(work, '.easel'), { recursive: true });
        mkdirSync(join(work, '.easel/state'), { mode: 0o700 });
        expect(run(['install', 'bolts'], { nobody: true })).toMatchObject({
          ...nothing,
          status: 1,
        });
        expect(run(['install', 'bolts'])).toMatchObject({ status: 0, loaded: true });
      },
    );

    it('runs nothing where the image of that one is gone', () => {
      installed();
      for (const command of [['install', 'bolts'], ['remove', 'bolts'], ['lu'], ['status']]) {
        const told = run(command);
        expect(told).toMatchObject({ ...nothing, status: 1 });
        expect(told.said).toMatch(
          /^easel\/cli:0\.1\.0, the easel of this host, is gone from Docker/,
        );
        expect(told.said).toContain('--trust-package --vendor-key');
      }
      expect(run(['status'], { env: { LANG: 'zh_CN.UTF-8' } }).said).toContain('已不在 Docker 中');
    });

    it('runs nothing where nobody can say which that is', () => {
      for (const text of ['', 'EASEL_RELEASE=\n', 'EASEL_RELEASE=--privileged x\n']) {
        installed(text);
        const told = run(['install', 'bolts']);
        expect(told).toMatchObject({ ...nothing, status: 1 });
        expect(told.said).toContain('/work/.easel/.env, which says which easel that is, is lost');
      }
      rmSync(settings());
      mkdirSync(join(work, '.easel/state/licensing'), { recursive: true });
      expect(run(['install', 'bolts'])).toMatchObject({ ...nothing, status: 1 });
    });

    it('runs nothing where Easel is in another work folder, and says in which', () => {
      writeFileSync(join(root, 'bin/docker-licensing'), '/data/easel/.easel\n');
      const told = run(['install', 'bolts']);
      expect(told).toMatchObject({ ...nothing, status: 1 });
      expect(told.said).toContain('EASEL_WORK=/data/easel');
    });
  });

  describe.runIf(python)('told to trust the package', () => {
    const trust = ['install', 'bolts', '--trust-package'];
    const vendor = ['--vendor-key', 'ab:cd'];

    it('wants the key that the vendor told, and the release that was lost', () => {
      installed();
      expect(run(trust)).toMatchObject({ ...nothing, status: 2 });
      const told = run([...trust, ...vendor]);
      expect(told).toMatchObject({ ...nothing, status: 1 });
      expect(told.said).toContain('brings easel/cli:9.9.9, not easel/cli:0.1.0');
    });

    it('has the easel of the package do it, and compare the key', () => {
      installed('EASEL_RELEASE=9.9.9\n');
      const { status, ran, loaded, said } = run([...trust, ...vendor]);
      expect({ status, loaded }).toEqual({ status: 0, loaded: true });
      expect(ran).toMatch(/ easel\/cli:9\.9\.9 install bolts --vendor-key ab:cd$/);
      expect(said).toContain('is taken unproven, as you ask');
    });

    it('takes the image away again whose vendor is another, and no other', () => {
      installed('EASEL_RELEASE=9.9.9\n');
      writeFileSync(join(root, 'bin/docker-refuses'), '8');
      expect(run([...trust, ...vendor])).toMatchObject({ status: 8, removed: 'easel/cli:9.9.9' });
      writeFileSync(join(root, 'bin/docker-refuses'), '1');
      expect(run([...trust, ...vendor])).toMatchObject({ status: 1, removed: undefined });
      hasImage('easel_cli:9.9.9');
      writeFileSync(join(root, 'bin/docker-refuses'), '8');
      expect(run([...trust, ...vendor])).toMatchObject({ status: 8, removed: undefined });
    });

    it('trusts none while the easel of this host is there', () => {
      installed();
      hasImage();
      expect(run([...trust, ...vendor]).ran).toMatch(
        / easel\/cli:0\.1\.0 install bolts --vendor-key/,
      );
    });
  });

  describe.runIf(python)('with arguments', () => {
    beforeEach(() => {
      installed();
      hasImage();
    });

    it('gives them on in whatever order they stand', () => {
      expect(run(['install', '--port', '9000', 'bolts']).ran).toMatch(
        / install --port 9000 bolts$/,
      );
    });

    it('shows easel the licence, however it is named', () => {
      writeFileSync(join(root, 'here/x.txt'), '');
      for (const license of [
        ['--license', 'x.txt'],
        ['--license=x.txt'],
        ['--license', '../here/x.txt'],
      ]) {
        const { ran } = run(['install', 'bolts', ...license]);
        expect(ran).toContain(' -v /here:/here:ro ');
        expect(ran).toMatch(/ install bolts --license[ =]\/here\/x\.txt$/);
      }
      symlinkSync('../here/x.txt', join(root, 'opt/x.lic'));
      expect(run(['lu', join(root, 'opt/x.lic')]).ran).toMatch(
        / -v \/here:\/here:ro .* lu \/here\/x\.txt$/,
      );
    });

    it('mounts nothing over what the image runs by', () => {
      const { ran } = run(['lu', '/etc/passwd']);
      expect(ran).toMatch(/ -v \/etc:\/host\/etc:ro .* lu \/host\/etc\/passwd$/);
      for (const folder of ['/', '/usr/local', '/easel/work']) {
        const told = run(['status'], { env: { EASEL_WORK: folder } });
        expect(told).toMatchObject({ ...nothing, status: 2 });
        expect(told.said).toContain(`${folder} cannot be the work folder`);
      }
    });

    it('takes a work folder behind a link for the folder itself', () => {
      symlinkSync('work', join(root, 'link'));
      const { ran } = run(['status'], { env: { EASEL_WORK: join(root, 'link') } });
      expect(ran).toContain(' -v /work:/work -e EASEL_WORK=/work ');
    });

    it('asks for a licence where there is none, in a file of the name that was wanted', () => {
      expect(run(['lu']).ran).toMatch(/ lu --request --out \/work\/easel-request\.json$/);
      expect(run(['lu', '--request']).ran).toMatch(/ lu .*--out \/work\/easel-request\.json/);
      expect(run(['lu', '--out', 'mine.json']).ran).toMatch(
        / -v \/here:\/here .* --out \/here\/mine\.json$/,
      );
    });

    it('takes one licence and not several, whichever of them was meant', () => {
      expect(run(['lu', 'a.lic', '--yes', '--out', 'x', 'b.lic'])).toEqual({
        ...nothing,
        status: 2,
        said: 'lu takes one FILE, not a.lic b.lic.\n',
      });
      expect(run(['lu', 'a.lic', '--yes'])).toMatchObject({ status: 0, ran: / lu \S+ --yes$/ });
    });

    it('speaks of folders in any letters', () => {
      const folder = join(root, '检测');
      const told = run(['status'], { env: { EASEL_WORK: folder } });
      expect(told.said).toBe('Easel is not installed in /检测.\n');
    });
  });
});
