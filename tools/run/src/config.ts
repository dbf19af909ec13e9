import { resolve } from 'node:path';
import { z } from 'zod';
import { readEnv, settings } from '@easel/platform';
import { socketFolder } from './sockets.js';

const schema = z.object({
  EASEL_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('a host name or address to listen on'),
  EASEL_PORT: settings.port(8080),
  EASEL_ADMIN_HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('a host name or address to listen on'),
  EASEL_ADMIN_PORT: settings.port(8081),
  EASEL_HOME: z.string().min(1).default('./var').describe('a folder for keys, licence and models'),
});

export type Config = ReturnType<typeof readConfig>;

/** The settings of `npm start`. Those it does not know go through to the services. */
export function readConfig() {
  const env = readEnv(schema);
  const home = resolve(env.EASEL_HOME);
  return {
    home,
    callers: { host: env.EASEL_HOST, port: env.EASEL_PORT },
    operators: { host: env.EASEL_ADMIN_HOST, port: env.EASEL_ADMIN_PORT },
    sockets: socketFolder(home),
  };
}
