import { createHmac, randomBytes } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { z } from 'zod';
import type { Session } from '@easel/contract';
import type { Clock } from '@easel/lease';
import { damaged, type AdminFolder } from './admin-folder.js';
import type { Password } from './password.js';

/** Pinned, so that no other token of Easel's is ever taken for a session. */
const TYP = 'easel-session+jwt';
const LASTS_SECONDS = 3600;
const KEY_BYTES = 32;
const LONGEST = 2048;

const headerSchema = z.strictObject({ alg: z.literal('HS256'), typ: z.literal(TYP) });
const claimsSchema = z.strictObject({
  iss: z.string(),
  aud: z.string(),
  iat: z.int(),
  exp: z.int(),
  /** Of the password that it was opened with; empty where none was set yet. */
  generation: z.string(),
});

export interface SessionsParts {
  folder: AdminFolder;
  password: Password;
  clock: Pick<Clock, 'wall'>;
}

/** Who has given the password lately: a token of this install's own, for an hour, or until the password changes. */
export class Sessions {
  readonly #parts: SessionsParts;

  constructor(parts: SessionsParts) {
    this.#parts = parts;
  }

  /** A session under the password as it is now. @throws HttpProblem 503 where there is no key to sign with. */
  open(): Session {
    const key = this.#key() ?? this.#makeKey();
    const install = installOf(key);
    const iat = this.#now();
    const claims: z.output<typeof claimsSchema> = {
      iss: install,
      aud: install,
      iat,
      exp: iat + LASTS_SECONDS,
      generation: this.#generation(),
    };
    const token = jwt.sign(claims, key, { header: { alg: 'HS256', typ: TYP } });
    return { token, expires: new Date(claims.exp * 1000).toISOString() };
  }

  /** Whether a request with this `Authorization` header comes from the administrator. Never throws. */
  admits(authorization: string | undefined): boolean {
    const token = /^bearer +([\w.-]+)$/i.exec(authorization ?? '')?.[1];
    if (token === undefined || token.length > LONGEST) return false;
    try {
      return this.#counts(token);
    } catch {
      return false; // jsonwebtoken throws for every fault, some of them TypeErrors
    }
  }

  #counts(token: string): boolean {
    const key = this.#key();
    if (!key) return false;
    const install = installOf(key);
    const { header, payload } = jwt.verify(token, key, {
      algorithms: ['HS256'],
      issuer: install,
      audience: install,
      clockTimestamp: this.#now(),
      complete: true,
    });
    headerSchema.parse(header);
    const { iat, exp, generation } = claimsSchema.parse(payload);
    return exp - iat === LASTS_SECONDS && generation === this.#generation();
  }

  #generation(): string {
    return this.#parts.password.generation() ?? '';
  }

  #now(): number {
    return Math.floor(this.#parts.clock.wall() / 1000);
  }

  #key(): Buffer | undefined {
    const key = this.#parts.folder.read('session.key');
    if (key && key.length !== KEY_BYTES) throw damaged('session.key');
    return key;
  }

  #makeKey(): Buffer {
    const key = randomBytes(KEY_BYTES);
    this.#parts.folder.write('session.key', key);
    return key;
  }
}

/** Names this install, unlike any other, without telling of its key. */
const installOf = (key: Buffer): string =>
  createHmac('sha256', key).update('easel install').digest('base64url');
