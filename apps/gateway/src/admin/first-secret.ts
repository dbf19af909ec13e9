import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { AdminFolder } from './admin-folder.js';

/** 32 bytes in base64url. */
const FORM = /^[A-Za-z0-9_-]{43}$/;

/** What sets the first password, once: whoever can read the gateway's files may say who its administrator is. */
export class FirstSecret {
  readonly #folder: AdminFolder;

  constructor(folder: AdminFolder) {
    this.#folder = folder;
  }

  get path(): string {
    return this.#folder.path('first-password');
  }

  /** Sees to it that there is one. @throws HttpProblem 503 when it cannot be written. */
  ensure(): void {
    if (this.#read() !== undefined) return;
    this.#folder.write('first-password', `${randomBytes(32).toString('base64url')}\n`);
  }

  matches(secret: string): boolean {
    const known = this.#read();
    return known !== undefined && timingSafeEqual(digest(secret.trim()), digest(known));
  }

  /** It is of no more use. */
  remove(): void {
    this.#folder.remove('first-password');
  }

  #read(): string | undefined {
    const text = this.#folder.read('first-password')?.toString('latin1').trim();
    return text !== undefined && FORM.test(text) ? text : undefined;
  }
}

/** Of one length, as a comparison in constant time needs. */
const digest = (text: string) => createHash('sha256').update(text).digest();
