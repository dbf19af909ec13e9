import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkout, scratch } from '../scratch.js';
import { UsageError } from '../usage-error.js';

export interface Revision {
  /** As it was asked for. */
  name: string;
  commit: string;
  /** Its checkout, built. */
  folder: string;
}

/** A revision in a worktree of its own, with its own packages; kept for the next time. @throws UsageError */
export function checkOut(name: string): Revision {
  const commit = commitOf(name);
  const folder = join(scratch, 'revisions', commit.slice(0, 12));
  if (!existsSync(join(folder, '.git'))) {
    git('worktree', 'prune'); // of one whose folder was deleted
    git('worktree', 'add', '--detach', folder, commit);
  }
  process.stderr.write(`Building ${name} (${commit.slice(0, 7)}) in ${folder} …\n`);
  // With whatever Node there is: a revision gets the one that it wants.
  execFileSync('node', ['tools/run/bootstrap.mjs', 'exec', 'true'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return { name, commit, folder: `${folder}/` };
}

function commitOf(name: string): string {
  try {
    return git('rev-parse', '--verify', '--quiet', `${name}^{commit}`).trim();
  } catch (cause) {
    throw new UsageError(`${name} is no revision of this repository`, { cause });
  }
}

const git = (...args: string[]) =>
  execFileSync('git', args, { cwd: checkout, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
