import { createSecureContext } from 'node:tls';
import { join } from 'node:path';
import { z } from 'zod';
import { boundedRead } from './bounded-read.js';

/** What is wrong with the environment: every bad variable at once, by name, with what it takes. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads a process's settings from its environment. An empty variable counts as an absent one, as in compose files.
 * @param schema its keys are the variables' names; each describes (`.describe`) what it takes.
 * @throws ConfigError naming every variable that does not fit.
 */
export function parseEnv<S extends z.ZodObject>(
  schema: S,
  env: Record<string, string | undefined>,
): z.output<S> {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  const names = [...new Set(parsed.error.issues.map((issue) => String(issue.path[0])))];
  const lines = names.map((name) => {
    const takes = z.globalRegistry.get(schema.shape[name] as z.ZodType)?.description ?? 'a value';
    const value = given[name];
    return `  ${name} takes ${takes}; it is ${value === undefined ? 'not set' : JSON.stringify(value)}`;
  });
  throw new ConfigError(`These settings cannot be used:\n${lines.join('\n')}`);
}

/** As `parseEnv`, for a `main`: bad settings are printed and end the process with status 78 (EX_CONFIG). */
export function readEnv<S extends z.ZodObject>(schema: S): z.output<S> {
  try {
    return parseEnv(schema, process.env);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(78);
  }
}

const LARGEST_PEM = 256 * 1024;
const CERTIFICATE = '-----BEGIN CERTIFICATE-----';

/** Settings that several services have. Descriptions complete the sentence "NAME takes …". */
export const settings = {
  port: (otherwise: number) =>
    z.coerce
      .number()
      .int()
      .min(0)
      .max(65_535)
      .default(otherwise)
      .describe('a port from 0 to 65535 (0: any free one)'),
  count: (otherwise: number, { min, max }: { min: number; max: number }) =>
    z.coerce
      .number()
      .int()
      .min(min)
      .max(max)
      .default(otherwise)
      .describe(`a whole number from ${min} to ${max}`),
  /** One that is worked out where it is not set. */
  optionalCount: ({ min, max }: { min: number; max: number }) =>
    z.coerce
      .number()
      .int()
      .min(min)
      .max(max)
      .optional()
      .describe(`a whole number from ${min} to ${max}`),
  address: () =>
    z
      .string()
      .regex(/^(unix:\/.+|[^:\s]+:\d{1,5})$/)
      .describe('unix:/absolute/path or HOST:PORT'),
  /** Where several may be asked for the same. */
  addresses: () =>
    z
      .string()
      .transform((addresses) => addresses.split(','))
      .pipe(z.array(z.string().regex(/^(unix:\/.+|(dns:)?[^:\s]+:\d{1,5})$/)))
      .describe(
        'unix:/absolute/path, HOST:PORT, dns:HOST:PORT (every address of HOST), or several with commas between them',
      ),
  folder: () => z.string().startsWith('/').describe('an absolute path'),
  /** None unless it is set. */
  folders: () =>
    z
      .string()
      .regex(/^\/[^:]*(:\/[^:]*)*$/)
      .transform((paths) => paths.split(':'))
      .default([])
      .describe('absolute paths with : between them'),
  redisUrl: () =>
    z
      .string()
      .regex(/^(rediss?:\/\/[^/]|unix:\/\/\/)/)
      .optional()
      .describe('redis://:PASSWORD@HOST:PORT or unix:///absolute/path'),
  /** A file that holds a secret, which stands in no environment then: its first line. */
  secretFile: () =>
    z
      .string()
      .transform((path, context) => {
        const file = boundedRead(path, 4096);
        if (file.state === 'read') return file.bytes.toString('utf8').split('\n', 1)[0] ?? '';
        context.addIssue({ code: 'custom', message: 'cannot be read' });
        return z.NEVER;
      })
      .optional()
      .describe('the path of a readable file'),
  /** What services show each other: the names are those that Kubernetes and cert-manager give such files. */
  tlsFolder: () =>
    z
      .string()
      .startsWith('/')
      .transform((folder, context) => {
        const [cert, key, ca] = ['tls.crt', 'tls.key', 'ca.crt'].map((name) => {
          const file = boundedRead(join(folder, name), LARGEST_PEM);
          return file.state === 'read' ? file.bytes : Buffer.alloc(0);
        }) as [Buffer, Buffer, Buffer];
        try {
          createSecureContext({ cert, key, ca });
          if (ca.includes(CERTIFICATE) && cert.includes(CERTIFICATE)) return { cert, key, ca };
        } catch {
          // said below
        }
        context.addIssue({ code: 'custom', message: 'cannot be used' });
        return z.NEVER;
      })
      .optional()
      .describe(
        'an absolute path of a folder with tls.crt, the key of it in tls.key, and ca.crt, all readable and PEM',
      ),
  logLevel: () =>
    z
      .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal'])
      .default('info')
      .describe('one of trace, debug, info, warn, error, fatal'),
};
