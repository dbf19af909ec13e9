import { createHash } from 'node:crypto';
import { realpath } from 'node:fs/promises';
import type { Words } from '@easel/contract';
import { ArchiveError, extract, openArchive, type Archive, type Entry } from '@easel/archive';
import { exits } from '../../exits.js';
import { Failure } from '../../failure.js';
import { messages } from '../../messages.js';
import { LISTING, listingSchema, type ListedFile, type Listing } from './listing.js';

const limits = {
  entries: 200_000,
  entryBytes: 64 * 2 ** 30,
  bytes: 256 * 2 ** 30,
  // Logs are one line again and again.
  ratio: 500,
  pathBytes: 1024,
  depth: 32,
  exactNames: true,
};

/** Bytes of what says which files there are. */
const LONGEST_LISTING = 64 * 1024 * 1024;

/** A backup that was made before, read as if a stranger had touched it since. Whatever is wrong with it is a Failure. */
export class BackupFile implements AsyncDisposable {
  readonly listing: Listing;
  readonly #path: string;
  readonly #archive: Archive;

  private constructor(path: string, archive: Archive, listing: Listing) {
    this.#path = path;
    this.#archive = archive;
    this.listing = listing;
  }

  static async open(path: string): Promise<BackupFile> {
    let archive: Archive | undefined;
    try {
      archive = await openArchive(await realpath(path), limits);
      return new BackupFile(path, archive, await readListing(archive));
    } catch (error) {
      await archive?.[Symbol.asyncDispose]();
      throw told(error, path);
    }
  }

  /** Bytes that it holds unpacked. */
  get bytes(): number {
    return this.listing.files.reduce((sum, { size }) => sum + size, 0);
  }

  /** Reads all of it. */
  async prove(): Promise<void> {
    try {
      for await (const entry of this.#proven()) {
        const bytes = entry.bytes();
        while (!(await bytes.next()).done);
      }
    } catch (error) {
      throw told(error, this.#path);
    }
  }

  /** Unpacks all of it into a folder that must not exist yet, and is gone again should anything be wrong. */
  async unpack(folder: string): Promise<void> {
    const entries = () => this.#proven();
    try {
      await extract({ entries }, folder, { accept: ({ path }) => ({ as: path }), sync: true });
    } catch (error) {
      throw told(error, this.#path);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#archive[Symbol.asyncDispose]();
  }

  /** The listed files, each hashed while it is read; one that is not as listed, or is lacking, is said at the latest in the end. */
  async *#proven(): AsyncGenerator<Entry, void, void> {
    const lacking = new Map(this.listing.files.map((file) => [file.path, file]));
    for await (const entry of this.#archive.entries()) {
      if (entry.path === LISTING) continue;
      const listed = lacking.get(entry.path);
      if (listed?.size !== entry.size) throw amiss(entry.path);
      lacking.delete(entry.path);
      yield { ...entry, bytes: () => hashed(entry, listed) };
    }
    const [first] = lacking.keys();
    if (first !== undefined) throw amiss(first);
  }
}

async function* hashed(entry: Entry, { path, sha256 }: ListedFile): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  for await (const chunk of entry.bytes()) {
    hash.update(chunk);
    yield chunk;
  }
  if (hash.digest('hex') !== sha256) throw amiss(path);
}

async function readListing(archive: Archive): Promise<Listing> {
  for await (const entry of archive.entries()) {
    if (entry.path !== LISTING || entry.size > LONGEST_LISTING) break;
    const chunks: Buffer[] = [];
    for await (const chunk of entry.bytes()) chunks.push(chunk);
    return parse(Buffer.concat(chunks).toString('utf8'));
  }
  throw new NoBackup(messages.noBackupInside);
}

function parse(text: string): Listing {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new NoBackup(messages.noBackupInside, { cause });
  }
  const parsed = listingSchema.safeParse(json);
  if (parsed.success) {
    requireWhole(parsed.data);
    return parsed.data;
  }
  const { format } = (json ?? {}) as { format?: unknown };
  const later = typeof format === 'number' && format > 1;
  const words = later ? messages.laterBackup(String(format)) : messages.noBackupInside;
  throw new NoBackup(words, { cause: parsed.error });
}

/** Every file is some named deployment's or the host's, and is there once; and so is what a deployment is started from. */
function requireWhole({ deployments, files }: Listing): void {
  const owners = new Set(['.easel', ...deployments.map(({ name }) => name)]);
  const paths = new Set(files.map(({ path }) => path));
  const stray = files.find(({ path }) => !owners.has(path.split('/', 1)[0] ?? ''));
  if (stray) throw amiss(stray.path);
  const needed = deployments.flatMap(({ name }) => [`${name}/.env`, `${name}/docker-compose.yml`]);
  const lacking = needed.find((path) => !paths.has(path));
  if (lacking !== undefined) throw new NoBackup(messages.backupLacks(lacking));
  if (paths.size !== files.length) throw new NoBackup(messages.noBackupInside);
}

/** Why it is none, before it is known how the operator called it. */
class NoBackup extends Error {
  readonly words: Words;

  constructor(words: Words, options?: ErrorOptions) {
    super(words.en, options);
    this.words = words;
  }
}

const amiss = (path: string) => new NoBackup(messages.backupAmiss(path));

function told(error: unknown, path: string): unknown {
  const refuse = (why: Words) =>
    new Failure(exits.refused, messages.badBackup(path, why), { cause: error });
  if (error instanceof NoBackup) return refuse(error.words);
  if (error instanceof ArchiveError) return refuse({ en: error.message, zh: error.words('zh') });
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return new Failure(exits.refused, messages.noFile(path), { cause: error });
  return error;
}
