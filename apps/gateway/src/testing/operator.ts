import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemSchema, sessionSchema, type Problem, type Session } from '@easel/contract';
import type { Site } from './site.js';

export const PASSWORD = 'a long enough password';

/** What the operators' door answers. */
export interface Reply {
  status: number;
  headers: Headers;
  body: unknown;
}

/** Somebody at the operators' door of a site. */
export class Operator {
  token: string | undefined;
  readonly #site: Site;

  constructor(site: Site) {
    this.#site = site;
  }

  /** One who has set the first password, and has a session. */
  static async admitted(site: Site): Promise<Operator> {
    const operator = new Operator(site);
    const answer = await operator.setFirst(PASSWORD);
    operator.token = sessionOf(answer).token;
    return operator;
  }

  /** @param what such as `GET /admin/v1/license`. @param body bytes as they are, anything else as JSON. */
  async ask(what: string, body?: unknown): Promise<Reply> {
    const [method = '', path = ''] = what.split(' ');
    const answer = await fetch(this.#site.gateway.operators + path, {
      method,
      headers: this.token === undefined ? {} : { authorization: `Bearer ${this.token}` },
      ...(body !== undefined && {
        body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body),
      }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      headers: answer.headers,
      body: (answer.headers.get('content-type') ?? '').includes('json') ? JSON.parse(text) : text,
    };
  }

  /** With the secret that lies in the site's home. */
  setFirst(password: string): Promise<Reply> {
    return this.ask('POST /admin/v1/first-password', { secret: firstSecret(this.#site), password });
  }

  login(password: string): Promise<Reply> {
    return this.ask('POST /admin/v1/login', { password });
  }
}

export const adminFile = (site: Site, name: string): string => join(site.home, 'admin', name);

export const firstSecret = (site: Site): string =>
  readFileSync(adminFile(site, 'first-password'), 'utf8').trim();

/** The session in an answer that must hold one. */
export function sessionOf({ status, body }: Reply): Session {
  if (status !== 200) throw new Error(`no session but ${status}: ${JSON.stringify(body)}`);
  return sessionSchema.parse(body);
}

/** The problem in an answer that must be one. */
export function problemOf({ status, headers, body }: Reply): Problem {
  if (!headers.get('content-type')?.startsWith('application/problem+json'))
    throw new Error(`no problem but ${status}: ${JSON.stringify(body)}`);
  return problemSchema.loose().parse(body);
}
