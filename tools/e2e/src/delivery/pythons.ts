import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

export interface Python {
  /** The program itself, whatever shim found it. */
  path: string;
  version: string;
}

/** The first of this machine whose version begins so. */
export function findPython(wanted: '2.7.' | '3.'): Python | undefined {
  const pyenv = join(homedir(), '.pyenv/versions');
  const kept = existsSync(pyenv) ? readdirSync(pyenv) : [];
  const programs = [
    ...['python3', 'python2.7', 'python2'],
    ...kept.map((version) => join(pyenv, version, 'bin/python')),
  ];
  return programs.map(look).find((python) => python?.version.startsWith(wanted));
}

function look(program: string): Python | undefined {
  const script = 'import platform, sys; print(sys.executable); print(platform.python_version())';
  const { status, stdout } = spawnSync(program, ['-c', script], { encoding: 'utf8' });
  if (status !== 0) return undefined;
  const [path = '', version = ''] = stdout.trim().split('\n');
  return { path, version };
}
