import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, realpathSync, symlinkSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { isSurplus, runs } from './surplus.js';

/**
 * Lays out what an image of `workspace` holds: `packages/`, others' code, which seldom changes, and `own/`, ours, each
 * with paths as in the checkout. Of everything no more than what runs there.
 * @param checkout built, with its packages installed
 */
export function layOut(checkout: string, workspace: string, into: string): void {
  for (const path of needed(checkout, workspace)) {
    const place = relative(checkout, path);
    const real = relative(checkout, realpathSync(path));
    if (place === real) copyPackage(path, join(into, 'packages', place));
    else {
      copyOwn(join(checkout, real), join(into, 'own', real));
      link(join(into, 'packages', place), relative(dirname(place), real));
    }
  }
}

/** The folders of what `workspace` needs to run, as npm sees it; of ours, links to them. */
function needed(checkout: string, workspace: string): string[] {
  const args = ['ls', '--all', '--parseable', '--omit=dev', `--workspace=${workspace}`];
  const listed = execFileSync('npm', args, { cwd: checkout, encoding: 'utf8', maxBuffer: 2 ** 26 });
  return [...new Set(listed.trim().split('\n'))].filter((path) => path !== checkout);
}

function copyPackage(from: string, to: string): void {
  const name = (path: string) => path.slice(path.lastIndexOf('node_modules/') + 13);
  if (isSurplus(name(from))) return;
  cpSync(from, to, {
    recursive: true,
    verbatimSymlinks: true,
    filter: (path) =>
      !relative(from, path).split(sep).includes('node_modules') && !isSurplus(name(path)),
  });
}

function copyOwn(from: string, to: string): void {
  cpSync(join(from, 'package.json'), join(to, 'package.json'));
  const dist = join(from, 'dist');
  const filter = (path: string) => runs(relative(dist, path));
  cpSync(dist, join(to, 'dist'), { recursive: true, filter });
}

function link(path: string, target: string): void {
  mkdirSync(dirname(path), { recursive: true });
  symlinkSync(target, path);
}
