import { z } from 'zod';
import { AdminRefusal } from './admin-refusal.js';
import {
  activateSchema,
  activationSchema,
  deploymentsSchema,
  type Activation,
  type DeploymentList,
} from './deployments.js';
import { readinessSchema, type Readiness } from './health.js';
import {
  firstPasswordSchema,
  licenseChangeSchema,
  licenseHistorySchema,
  licenseStatusSchema,
  licenseWhatIfSchema,
  loginSchema,
  newPasswordSchema,
  restoreSchema,
  sessionSchema,
  type LicenseChange,
  type LicenseHistory,
  type LicenseStatus,
  type LicenseWhatIf,
  type Session,
} from './license.js';

/** Milliseconds after which a gateway that says nothing counts as out of reach. */
const PATIENCE = 30_000;

interface Question<T> {
  method: 'GET' | 'POST' | 'PUT';
  path: string;
  answer: z.ZodType<T>;
  body?: unknown;
  /** Milliseconds that the gateway was asked to take over it. */
  within?: number;
}

/**
 * Asks one gateway, through its operators' door. Every call throws AdminRefusal when it is not done, TypeError or
 * TimeoutError when the gateway is out of reach, ZodError or SyntaxError when something else than Easel answers.
 */
export class AdminClient {
  readonly #base: string;
  readonly #token: string | undefined;

  /**
   * @param url of the operators' door, such as `http://127.0.0.1:8081`.
   * @param token of a session; logging in and the first password need none.
   */
  constructor(url: string, token?: string) {
    this.#base = url.replace(/\/+$/, '');
    this.#token = token;
  }

  login(password: string): Promise<Session> {
    const body = loginSchema.parse({ password });
    return this.#ask({ method: 'POST', path: 'login', answer: sessionSchema, body });
  }

  /** @param first with the one-use secret that this install wrote down. */
  setFirstPassword(first: z.input<typeof firstPasswordSchema>): Promise<Session> {
    const body = firstPasswordSchema.parse(first);
    return this.#ask({ method: 'POST', path: 'first-password', answer: sessionSchema, body });
  }

  /** Ends every older session. */
  changePassword(change: z.input<typeof newPasswordSchema>): Promise<Session> {
    const body = newPasswordSchema.parse(change);
    return this.#ask({ method: 'PUT', path: 'password', answer: sessionSchema, body });
  }

  /** Whether this gateway classifies now, and if not, why. Needs no session. */
  async ready(): Promise<Readiness> {
    const response = await this.#fetch('readyz');
    const document: unknown = await response.json();
    readinessSchema.parse(document);
    return document as Readiness;
  }

  deployments(): Promise<DeploymentList> {
    return this.#ask({ method: 'GET', path: 'deployments', answer: deploymentsSchema });
  }

  /**
   * Puts a version into service, or joins whoever asked for the same. Where that takes longer than this waits, the
   * outcome is `loading`: it goes on, and asking again waits again.
   */
  activate(deployment: string, which: z.input<typeof activateSchema>): Promise<Activation> {
    const body = activateSchema.parse(which);
    const path = `deployments/${encodeURIComponent(deployment)}/activate`;
    const answer = activationSchema;
    return this.#ask({ method: 'POST', path, answer, body, within: body.wait_ms });
  }

  license(): Promise<LicenseStatus> {
    return this.#ask({ method: 'GET', path: 'license', answer: licenseStatusSchema });
  }

  /** What the vendor needs to issue a licence: `machineRequestSchema` of @easel/license says its form. */
  licenseRequest(): Promise<unknown> {
    return this.#ask({ method: 'GET', path: 'license/request', answer: z.unknown() });
  }

  whatIf(): Promise<LicenseWhatIf> {
    return this.#ask({ method: 'GET', path: 'license/what-if', answer: licenseWhatIfSchema });
  }

  history(): Promise<LicenseHistory> {
    return this.#ask({ method: 'GET', path: 'license/history', answer: licenseHistorySchema });
  }

  /** What `install` would do. @param file the `.lic` file's bytes. */
  inspect(file: Uint8Array): Promise<LicenseChange> {
    const answer = licenseChangeSchema;
    return this.#ask({ method: 'POST', path: 'license/inspect', answer, body: file });
  }

  /**
   * @param file the `.lic` file's bytes.
   * @param mayDrop whether deployments in service may lose their licence.
   */
  install(file: Uint8Array, mayDrop = false): Promise<LicenseChange> {
    const path = mayDrop ? 'license?may_drop=true' : 'license';
    return this.#ask({ method: 'PUT', path, answer: licenseChangeSchema, body: file });
  }

  /** Puts an earlier licence back. */
  restore(which: z.input<typeof restoreSchema>): Promise<LicenseChange> {
    const body = restoreSchema.parse(which);
    return this.#ask({
      method: 'POST',
      path: 'license/restore',
      answer: licenseChangeSchema,
      body,
    });
  }

  async #ask<T>({ method, path, answer, body, within = 0 }: Question<T>): Promise<T> {
    const headers = new Headers({ accept: 'application/json' });
    if (this.#token !== undefined) headers.set('authorization', `Bearer ${this.#token}`);
    const file = body instanceof Uint8Array;
    if (body !== undefined)
      headers.set('content-type', file ? 'application/octet-stream' : 'application/json');
    const response = await this.#fetch(`admin/v1/${path}`, {
      method,
      headers,
      signal: AbortSignal.timeout(PATIENCE + within),
      ...(body === undefined ? {} : { body: file ? new Uint8Array(body) : JSON.stringify(body) }),
    });
    const document: unknown = await response.json();
    if (!response.ok) throw new AdminRefusal(response, document);
    answer.parse(document);
    // As it came: a newer gateway may say more than the schema here knows.
    return document as T;
  }

  #fetch(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.#base}/${path}`, {
      signal: AbortSignal.timeout(PATIENCE),
      ...init,
      // Another host must not see the token, or a password.
      redirect: 'error',
    });
  }
}
