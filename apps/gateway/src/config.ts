import { randomInt } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { settings, readEnv, toTracing, tracingSettings } from '@easel/platform';
import { z } from 'zod';

const MiB = 1024 * 1024;

const milliseconds = (otherwise: number, min = 1) =>
  settings.count(otherwise, { min, max: 3_600_000 });

const pem = () =>
  z
    .string()
    .transform((path, context) => {
      try {
        return readFileSync(path);
      } catch {
        context.addIssue({ code: 'custom', message: 'cannot be read' });
        return z.NEVER;
      }
    })
    .optional();

/** Everything the gateway takes from its environment. Descriptions complete the sentence "NAME takes …". */
export const environment = z
  .object({
    EASEL_HOME: settings.folder(),
    EASEL_HOST: z.string().default('127.0.0.1').describe('a host name or address to listen on'),
    EASEL_PORT: settings.port(8080),
    EASEL_ADMIN_HOST: z
      .string()
      .default('127.0.0.1')
      .describe('a host name or address to listen on'),
    EASEL_ADMIN_PORT: settings.port(8081),
    EASEL_TLS_CERT: pem().describe('the path of a readable PEM file, with EASEL_TLS_KEY'),
    EASEL_TLS_KEY: pem().describe('the path of a readable PEM file, with EASEL_TLS_CERT'),
    EASEL_LICENSING_ADDRESS: settings.address(),
    EASEL_INFERENCE_ADDRESS: settings.addresses(),
    EASEL_REDIS_URL: settings.redisUrl(),
    EASEL_REDIS_PASSWORD_FILE: settings.secretFile(),
    EASEL_IMPORT_ROOTS: settings.folders(),
    EASEL_SERVICES_TLS: settings.tlsFolder(),
    EASEL_LOG_LEVEL: settings.logLevel(),
    EASEL_HTTP_STATUS: z
      .enum(['easydl', 'semantic'])
      .default('easydl')
      .describe('easydl (always 200) or semantic'),
    EASEL_INSTANCE: z.coerce
      .number()
      .int()
      .min(0)
      .max(255)
      .default(() => randomInt(256))
      .describe('a whole number from 0 to 255, different for each replica'),
    EASEL_DEADLINE_MS: milliseconds(10_000),
    EASEL_MAX_REQUESTS: settings.count(256, { min: 1, max: 65_536 }),
    EASEL_MAX_BODIES_MIB: settings.count(512, { min: 16, max: 65_536 }),
    EASEL_MAX_CONNECTIONS: settings.count(4096, { min: 1, max: 65_536 }),
    EASEL_STALL_MS: milliseconds(10_000),
    EASEL_UPLOAD_MS: milliseconds(120_000),
    EASEL_KEEP_ALIVE_MS: milliseconds(65_000),
    EASEL_CANARY_MS: milliseconds(10_000),
    EASEL_LAME_DUCK_MS: milliseconds(500, 0),
    ...tracingSettings,
  })
  .refine((given) => Boolean(given.EASEL_TLS_CERT) === Boolean(given.EASEL_TLS_KEY), {
    path: ['EASEL_TLS_KEY'],
  });

/** What stopping may take besides waiting for whom it waits. */
const MARGIN_MS = 5000;

/** The settings by what they are for. */
export function toConfig(given: z.output<typeof environment>) {
  const { EASEL_TLS_CERT: cert, EASEL_TLS_KEY: key } = given;
  const { EASEL_DEADLINE_MS: deadlineMs, EASEL_LAME_DUCK_MS: lameDuckMs } = given;
  const closeMs = deadlineMs + MARGIN_MS;
  return {
    home: given.EASEL_HOME,
    /** Between services; the doors have their own. */
    tls: given.EASEL_SERVICES_TLS,
    logLevel: given.EASEL_LOG_LEVEL,
    licensing: given.EASEL_LICENSING_ADDRESS,
    inference: given.EASEL_INFERENCE_ADDRESS,
    /** Undefined: there are no batches. */
    redis:
      given.EASEL_REDIS_URL === undefined
        ? undefined
        : {
            url: given.EASEL_REDIS_URL,
            password: given.EASEL_REDIS_PASSWORD_FILE,
          },
    importRoots: given.EASEL_IMPORT_ROOTS,
    instance: given.EASEL_INSTANCE,
    callers: { host: given.EASEL_HOST, port: given.EASEL_PORT },
    operators: { host: given.EASEL_ADMIN_HOST, port: given.EASEL_ADMIN_PORT },
    wire: {
      tls: cert && key ? { cert, key } : undefined,
      connections: given.EASEL_MAX_CONNECTIONS,
      stallMs: given.EASEL_STALL_MS,
      uploadMs: given.EASEL_UPLOAD_MS,
      keepAliveMs: given.EASEL_KEEP_ALIVE_MS,
    },
    httpStatus: given.EASEL_HTTP_STATUS,
    deadlineMs,
    admission: {
      requests: given.EASEL_MAX_REQUESTS,
      bytes: given.EASEL_MAX_BODIES_MIB * MiB,
    },
    tracing: toTracing(given, 'easel-gateway'),
    canaryMs: given.EASEL_CANARY_MS,
    lameDuckMs,
    /** How long answers may take once the doors close: the deadline, and the end of a body that is still coming. */
    closeMs,
    /** How long stopping may take as a whole. */
    patienceMs: lameDuckMs + closeMs + MARGIN_MS,
  };
}

export type Config = ReturnType<typeof toConfig>;

export const readConfig = (): Config => toConfig(readEnv(environment));
