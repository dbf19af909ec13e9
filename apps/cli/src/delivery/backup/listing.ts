import { z } from 'zod';

/** Raised when a backup changes its form; another number is refused. */
const FORMAT = 1;

/** The first file of a backup: what the others are. */
export const LISTING = 'backup.json';

const name = '(?<name>[A-Za-z][A-Za-z0-9_-]{1,63})';
const version = '[A-Za-z0-9][A-Za-z0-9._-]{0,63}';

/** Every file that a backup may hold, by its path below the work folder, and how it stands on disk. */
const places: readonly [RegExp, number][] = [
  [/^\.easel\/\.env$/, 0o600],
  [/^\.easel\/(docker-compose\.yml|keyset\.jwt)$/, 0o644],
  [/^\.easel\/(easel|trouble_shooting\.sh)$/, 0o755],
  [/^\.easel\/state\/licensing\/(easel\.lic|queued\.lic|state\.json|audit\.jsonl(\.1)?)$/, 0o600],
  [/^\.easel\/state\/licensing\/history\/[\w-]+\.lic$/, 0o600],
  [new RegExp(`^${name}/\\.env$`), 0o600],
  [new RegExp(`^${name}/admin/password\\.json$`), 0o600],
  [new RegExp(`^${name}/start/start-1\\.sh$`), 0o755],
  [new RegExp(`^${name}/(docker-compose\\.yml|journal\\.json|history\\.jsonl)$`), 0o644],
  [new RegExp(`^${name}/models/\\k<name>/(current|${version}/.+)$`), 0o644],
];

/** Undefined for what is no file of a backup. */
export function modeOf(path: string): number | undefined {
  return places.find(([form]) => form.test(path))?.[1];
}

const fileSchema = z.strictObject({
  path: z.string().refine((path) => modeOf(path) !== undefined, 'no file of a backup'),
  size: z.int().min(0),
  sha256: z.hex().length(64),
});

const deploymentSchema = z.strictObject({
  name: z.string(),
  /** Of Easel. */
  release: z.string(),
  /** Of the model in service; null where none was. */
  version: z.string().nullable(),
});

export const listingSchema = z.strictObject({
  format: z.literal(FORMAT),
  /** ISO 8601. */
  made: z.string(),
  deployments: z.array(deploymentSchema).min(1),
  /** Settings of `.env` files that are secrets, and were left out: `NAME/VARIABLE`. */
  left_out: z.array(z.string()),
  files: z.array(fileSchema),
});

export type Listing = z.output<typeof listingSchema>;
export type ListedFile = Listing['files'][number];

export const listing = (says: Omit<Listing, 'format'>): Listing => ({ format: FORMAT, ...says });
