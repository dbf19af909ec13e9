import { execFile, spawnSync } from 'node:child_process';
import { promisify } from 'node:util';
import { checkout } from './test-site.js';

/** Where a Docker engine can be had, whoever runs the tests says so; then its absence is a failure. */
export const engine = process.env.EASEL_TEST_ENGINE === '1';

/** Compose 2 where there is one, else 1. */
export function composeCommand(): [string, ...string[]] {
  const two = spawnSync('docker', ['compose', 'version']);
  return two.status === 0 ? ['docker', 'compose'] : ['docker-compose'];
}

/** @returns what compose wrote, run in the checkout. @throws Error where it fails. */
export async function compose(env: NodeJS.ProcessEnv, ...args: string[]): Promise<string> {
  const [command, ...first] = composeCommand();
  const options = { cwd: checkout, env, maxBuffer: 2 ** 26 };
  const { stdout } = await promisify(execFile)(command, [...first, ...args], options);
  return stdout;
}

/** @returns what Docker's client wrote. @throws Error with what it said where it fails. */
export function docker(...args: string[]): string {
  const options = { encoding: 'utf8', maxBuffer: 2 ** 26 } as const;
  const { status, stdout, stderr, error } = spawnSync('docker', args, options);
  if (status !== 0)
    throw new Error(`docker ${args.join(' ')} ended with ${status ?? 'a signal'}: ${stderr}`, {
      cause: error,
    });
  return stdout;
}

/** However it ends: what is to be gone may be gone already. */
export function tryDocker(...args: string[]): void {
  spawnSync('docker', args, { stdio: 'ignore' });
}
