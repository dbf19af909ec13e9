import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, realpath, symlink } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { done } from './shell.js';

/** What every Linux has, and Docker's client; a shell's own words are not among them. */
const programs = [
  ...['bash', 'tar', 'gzip', 'curl', 'docker', 'grep'],
  ...['cat', 'cp', 'cut', 'df', 'dirname', 'mkdir', 'mv', 'rm', 'sha256sum', 'sleep', 'tail'],
  ...['tr', 'wc'],
];

/** Parts of Python's library that no program of ours may need. */
const leftOut = new Set(['site-packages', 'dist-packages', 'test', 'idlelib', '__pycache__']);

/**
 * Lays out a root folder that holds a shell, a handful of small programs, curl, Docker's client and Python 3, each with
 * the libraries that it is linked to, as this machine has them; no node, no easel, no locale, no user.
 */
export async function layOutBareRoot(root: string): Promise<void> {
  for (const folder of ['usr/bin', 'dev', 'tmp', 'run', 'var'])
    await mkdir(join(root, folder), { recursive: true });
  await symlink('/usr/bin', join(root, 'bin'));
  await symlink('/run', join(root, 'var/run'));
  await done('mknod', ['-m', '666', join(root, 'dev/null'), 'c', '1', '3']);
  for (const name of programs) {
    const path = await realpath((await done('which', [name])).trim());
    await copyTo(join(root, 'usr/bin', name), path);
    await bringLibraries(root, [path]);
  }
  await bringPython(root);
}

/** At the places that it was built for: it finds its library by where it lies. */
async function bringPython(root: string): Promise<void> {
  const script =
    'import os, sys, sysconfig; print(os.path.realpath(sys.executable)); print(sysconfig.get_path("stdlib")); print(sysconfig.get_config_var("DESTSHARED"))';
  const [program = '', library = '', modules = ''] = (await done('python3', ['-c', script]))
    .trim()
    .split('\n');
  await copyTo(join(root, program), program);
  await symlink(program, join(root, 'usr/bin/python3')).catch(() => undefined); // it lies there
  await cp(library, join(root, library), {
    recursive: true,
    filter: (path) => !leftOut.has(basename(path)),
  });
  const linked = spawnSync('find', [modules, '-name', '*.so'], { encoding: 'utf8' }).stdout;
  await bringLibraries(root, [program, ...linked.trim().split('\n')]);
}

async function bringLibraries(root: string, files: string[]): Promise<void> {
  // One that is linked to nothing is no failure here.
  const { stdout } = spawnSync('ldd', files, { encoding: 'utf8', maxBuffer: 2 ** 26 });
  const paths = new Set(stdout.match(/(?<=\s)\/\S+(?= \(0x)/g));
  for (const path of paths) await copyTo(join(root, path), path);
}

async function copyTo(target: string, file: string): Promise<void> {
  if (existsSync(target)) return;
  await mkdir(dirname(target), { recursive: true });
  await cp(file, target, { dereference: true });
}
