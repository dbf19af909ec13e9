import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { HttpProblem } from '../http/http-problem.js';
import { damaged, type AdminFolder } from './admin-folder.js';

const SHORTEST = 10;
const SALT_BYTES = 16;
const HASH_BYTES = 32;
/** 32 MiB and a third of a second a try. Changing it means another `kdf` in the file. */
const cost = { N: 2 ** 15, r: 8, p: 3, maxmem: 64 * 1024 * 1024 };
const KDF = 'scrypt-32768-8-3';

const base64 = (bytes: number) =>
  z
    .base64url()
    .transform((text) => Buffer.from(text, 'base64url'))
    .refine((buffer) => buffer.length === bytes);

const fileSchema = z.strictObject({
  format: z.literal(1),
  kdf: z.literal(KDF),
  salt: base64(SALT_BYTES),
  hash: base64(HASH_BYTES),
  /** Names this password, so that sessions end with it. */
  generation: z.string().min(16).max(64),
});

/** The administrator's password, as its file has it now: who deletes the file begins anew without a restart. */
export class Password {
  readonly #folder: AdminFolder;

  constructor(folder: AdminFolder) {
    this.#folder = folder;
  }

  /** Unlike that of any password before; undefined while none is set. @throws HttpProblem 503 for a damaged file. */
  generation(): string | undefined {
    return this.#read()?.generation;
  }

  /** Takes 0.3 s of a core. @throws HttpProblem 503 for a damaged file. */
  async matches(password: string): Promise<boolean> {
    const known = this.#read();
    if (!known) return false;
    return timingSafeEqual(await derive(password, known.salt), known.hash);
  }

  /** @throws HttpProblem 503 when it cannot be written. */
  async set(password: string): Promise<void> {
    const salt = randomBytes(SALT_BYTES);
    const hash = await derive(password, salt);
    const file: z.input<typeof fileSchema> = {
      format: 1,
      kdf: KDF,
      salt: salt.toString('base64url'),
      hash: hash.toString('base64url'),
      generation: randomBytes(16).toString('base64url'),
    };
    this.#folder.write('password.json', `${JSON.stringify(file)}\n`);
  }

  #read() {
    const bytes = this.#folder.read('password.json');
    if (!bytes) return undefined;
    const parsed = fileSchema.safeParse(parse(bytes));
    if (!parsed.success) throw damaged('password.json');
    return parsed.data;
  }
}

/** @throws HttpProblem 400 with what the password lacks. */
export function requireStrong(password: string): void {
  const { length } = Array.from(password); // a rare character is two of what a string counts
  if (length < SHORTEST)
    throw new HttpProblem(400, `the password has ${length} characters, it needs ${SHORTEST}`);
}

/** Normalised: two keyboards may write one character in two ways. */
const derive = (password: string, salt: Buffer) =>
  new Promise<Buffer>((resolve, reject) =>
    scrypt(password.normalize('NFKC'), salt, HASH_BYTES, cost, (error, hash) =>
      error ? reject(error) : resolve(hash),
    ),
  );

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}
