import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { connect } from 'node:net';
import { delimiter, join } from 'node:path';
import { makePrivate } from './private-folder.js';

/** Where there is a `redis-server` to run; undefined: batches are not to be had here. */
export function findRedisServer(path = process.env.PATH ?? ''): string | undefined {
  return path
    .split(delimiter)
    .map((folder) => join(folder, 'redis-server'))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

export const redisSocket = (sockets: string): string => join(sockets, 'redis.sock');

/**
 * Redis ends with whoever started it, like all services: it says nothing of its own accord when its parent is gone, so
 * somebody who can tell by the end of a pipe does.
 */
const SCRIPT = '(read _ <&3; kill $$) >/dev/null 2>&1 & exec "$@"';

interface Place {
  home: string;
  /** A 0700 folder. */
  sockets: string;
}

/** A Redis on a socket of this user's own, which writes down what it is told, and forgets nothing to make room. */
export async function spawnRedis(server: string, { home, sockets }: Place): Promise<ChildProcess> {
  const folder = join(home, 'redis');
  makePrivate(folder);
  await endOld(redisSocket(sockets));
  const options = {
    port: '0',
    unixsocket: redisSocket(sockets),
    unixsocketperm: '700',
    dir: folder,
    appendonly: 'yes',
    save: '',
    'maxmemory-policy': 'noeviction',
  };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
  const child = spawn('sh', ['-c', SCRIPT, 'redis', server, ...args], {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  const watched = child.stdio[3];
  child.once('exit', () => watched?.destroy());
  return child;
}

/** Resolves once it takes connections; never, when it ends instead. */
export function redisReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    let said = '';
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      if (!said.includes('eady to accept connections')) return;
      child.stdout?.off('data', hear);
      resolve();
    };
    child.stdout?.on('data', hear);
  });
}

/** One that outlived its start, killed as it was, would write into the same files. */
function endOld(socket: string): Promise<void> {
  return new Promise((resolve) => {
    const visitor = connect(socket, () => visitor.write('SHUTDOWN\r\n'));
    visitor.on('error', () => undefined);
    visitor.once('close', () => resolve());
  });
}
