import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
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

export function docker(...args: string[]): string {
  return spawnSync('docker', args, { encoding: 'utf8', maxBuffer: 2 ** 26 }).stdout;
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
