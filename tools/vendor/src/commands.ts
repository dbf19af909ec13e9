import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  fingerprintOf,
  fingerprintSchema,
  LicenseError,
  observe,
  type License,
} from '@easel/license';
import { atomicWrite, hostFiles, observeHost, readHost } from '@easel/platform';
import { z } from 'zod';

import { inspectLicense } from './inspect.js';
import { issueLicense } from './issue.js';
import { createKeys, loadKeys } from './keys.js';

/** What was asked for makes no sense; the message says what would. */
class UsageError extends Error {
  override name = 'UsageError';
}

const usage = `easel-vendor: keys and licences

  easel-vendor keys init DIR [--issuer NAME]
  easel-vendor license issue --keys DIR --request FILE --customer NAME --seq N
      [--kind trial|permanent] [--days N] [--deployments NAME,NAME|*] [--accept-weak] [--out FILE]
  easel-vendor license inspect FILE [--keys DIR]
  easel-vendor fingerprint [--home EASEL_HOME]

fingerprint prints this machine as a request file; with --home, the development id kept there is part of it.
`;

/** Each returns what to print. */
const commands: Record<string, (args: string[]) => string> = {
  'keys init': keysInit,
  'license issue': licenseIssue,
  'license inspect': licenseInspect,
  fingerprint,
};

/**
 * Runs one command line.
 * @returns what to print.
 * @throws UsageError, or whatever went wrong.
 */
export function run(args: string[]): string {
  const two = args.slice(0, 2).join(' ');
  const name = Object.hasOwn(commands, two) ? two : (args[0] ?? '');
  if (!Object.hasOwn(commands, name)) throw new UsageError(usage);
  return commands[name]?.(args.slice(name.split(' ').length)) ?? '';
}

function keysInit(args: string[]): string {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { issuer: { type: 'string' } },
  });
  const [folder] = positionals;
  if (folder === undefined) throw new UsageError('keys init takes the folder to make');
  createKeys(folder, values.issuer);
  return `Made ${folder}: keep it offline, with a copy. Customers get root.pem and keyset.jwt only.`;
}

const requestSchema = z.object({ fingerprint: fingerprintSchema });

const orderSchema = z.object({
  keys: z.string({ error: '--keys takes the folder that keys init made' }),
  request: z.string({ error: "--request takes the customer's request file" }),
  customer: z.string({ error: '--customer takes a name' }),
  seq: z.coerce.number({ error: '--seq takes a whole number' }).int().min(0),
  kind: z.enum(['trial', 'permanent'], { error: '--kind takes trial or permanent' }),
  days: z.coerce.number({ error: '--days takes a whole number' }).int().min(1).optional(),
  deployments: z.string().transform((names) => names.split(',')),
  'accept-weak': z.boolean(),
  out: z.string().optional(),
});

function licenseIssue(args: string[]): string {
  const { values } = parseArgs({
    args,
    options: {
      keys: { type: 'string' },
      request: { type: 'string' },
      customer: { type: 'string' },
      seq: { type: 'string' },
      kind: { type: 'string', default: 'trial' },
      days: { type: 'string' },
      deployments: { type: 'string', default: '*' },
      'accept-weak': { type: 'boolean', default: false },
      out: { type: 'string' },
    },
  });
  const parsed = orderSchema.safeParse(values);
  if (!parsed.success)
    throw new UsageError(parsed.error.issues.map(({ message }) => message).join('\n'));
  const { keys, request, days, out, 'accept-weak': acceptWeak, ...order } = parsed.data;
  const { fingerprint } = requestSchema.parse(JSON.parse(readFileSync(request, 'utf8')));
  const token = issueLicense(keys, {
    ...order,
    ...(days !== undefined && { days }),
    fingerprints: [fingerprint],
    acceptWeak,
  });
  if (out === undefined) return token;
  atomicWrite(out, `${token}\n`);
  return `Wrote ${out}`;
}

function licenseInspect(args: string[]): string {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { keys: { type: 'string' } },
  });
  const [file] = positionals;
  if (file === undefined) throw new UsageError('license inspect takes a file');
  const [token = ''] = readFileSync(file, 'latin1').split(/\r?\n/);
  const keyset = values.keys === undefined ? undefined : loadKeys(values.keys).keyset;
  const { says, verified } = inspectLicense(token, keyset);
  return `${JSON.stringify(says, null, 2)}\n${verdict(verified)}`;
}

function verdict(verified: License | LicenseError | undefined): string {
  if (verified === undefined) return 'Not verified: name the keys with --keys.';
  if (verified instanceof LicenseError) return `Not genuine: ${verified.message}.`;
  return 'Genuine: signed with these keys.';
}

function fingerprint(args: string[]): string {
  const { values } = parseArgs({ args, options: { home: { type: 'string' } } });
  const developmentId = { state: 'absent' } as const;
  const observation =
    values.home === undefined
      ? observe({ ...readHost(hostFiles()), developmentId, gpu: developmentId })
      : observeHost({ kind: 'development' }, resolve(values.home));
  return JSON.stringify({ fingerprint: fingerprintOf(observation) }, null, 2);
}
