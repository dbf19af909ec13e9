import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import type { Outcome } from '../cases/case.js';
import type { CaseName } from '../cases/cases.js';
import { checkout } from '../scratch.js';
import type { Machine } from './machine.js';

/** Everything that one run measured: what `--json` writes. */
export interface Run {
  /** ISO 8601. */
  at: string;
  /** The commit, `-dirty` behind it where files were changed; `unknown` outside of a repository. */
  revision: string;
  machine: Machine;
  rounds: number;
  outcomes: Partial<Record<CaseName, Outcome>>;
}

export function thisRevision(): string {
  try {
    const args = ['describe', '--always', '--dirty', '--abbrev=12'];
    return execFileSync('git', args, { cwd: checkout, encoding: 'utf8' }).trim();
  } catch {
    return 'unknown';
  }
}

/** A file that `--json` wrote. */
export const readRun = async (path: string): Promise<Run> =>
  JSON.parse(await readFile(path, 'utf8')) as Run;
