import { AdminClient, AdminRefusal, type Session } from '@easel/contract';
import { exits } from './exits.js';
import { explain } from './explain.js';
import { Failure } from './failure.js';
import { messages } from './messages.js';
import { checked } from './passwords.js';
import type { Sessions } from './sessions.js';
import type { Terminal } from './terminal.js';

interface Keys {
  sessions: Sessions;
  /** From the environment: it overrides whatever is kept, and nobody is asked. */
  token: string | undefined;
  /** Gets a session without a password, where whoever runs this may do so. */
  enter?: () => Promise<string>;
}

/** The operators' door of one Easel, with this operator's session for it. Whatever fails is a Failure. */
export class Door {
  readonly url: string;
  readonly #keys: Keys;
  readonly #terminal: Terminal;
  /** Of a session that was entered without a password. */
  #token: string | undefined;

  constructor(url: string, keys: Keys, terminal: Terminal) {
    this.url = url;
    this.#keys = keys;
    this.#terminal = terminal;
  }

  /** Whether this operator has logged in before; the session may have ended since. */
  get known(): boolean {
    if (this.#keys.enter) return true;
    return this.#keys.token !== undefined || this.#keys.sessions.find(this.url) !== undefined;
  }

  /** Asks within a session: the one at hand, or a new one for a password typed now. */
  async ask<T>(question: (client: AdminClient) => Promise<T>): Promise<T> {
    const { token, sessions } = this.#keys;
    const at = token ?? (await this.#entered()) ?? sessions.find(this.url)?.token;
    if (at !== undefined) {
      try {
        return await question(new AdminClient(this.url, at));
      } catch (error) {
        if (!isUnauthorized(error)) throw explain(error, this.url);
        if (token !== undefined || this.#keys.enter)
          throw new Failure(exits.notLoggedIn, messages.tokenEnded, { cause: error });
        sessions.forget(this.url);
      }
    }
    if (!this.#terminal.attended) throw new Failure(exits.notLoggedIn, messages.notLoggedIn);
    const session = await this.logIn(await this.#terminal.secret(messages.password));
    return this.#plainly(() => question(new AdminClient(this.url, session.token)));
  }

  async logIn(password: string): Promise<Session> {
    this.#warnInTheClear();
    const session = await this.#plainly(() =>
      new AdminClient(this.url).login(checked(password)).catch((error: unknown) => {
        if (isUnauthorized(error))
          throw new Failure(exits.notLoggedIn, messages.wrongPassword, { cause: error });
        if (!isConflict(error)) throw error;
        this.#keys.sessions.forget(this.url); // of a password that is no more
        throw new Failure(exits.notLoggedIn, messages.noPasswordYet, { cause: error });
      }),
    );
    return this.#keep(session);
  }

  async setFirstPassword(secret: string, password: string): Promise<Session> {
    this.#warnInTheClear();
    const session = await this.#plainly(() =>
      new AdminClient(this.url)
        .setFirstPassword({ secret, password: checked(password) })
        .catch((error: unknown) => {
          if (!(error instanceof AdminRefusal)) throw error;
          const refused = { cause: error };
          if (error.status === 401)
            throw new Failure(exits.notLoggedIn, messages.wrongSecret, refused);
          if (isConflict(error)) throw new Failure(exits.refused, messages.passwordThere, refused);
          throw error;
        }),
    );
    return this.#keep(session);
  }

  /** The present password opens a session of its own, so that a 401 can only mean that it is wrong. */
  async changePassword(current: string, password: string): Promise<Session> {
    const { token } = await this.logIn(current);
    const client = new AdminClient(this.url, token);
    return this.#keep(await this.#plainly(() => client.changePassword({ current, password })));
  }

  /** @returns whether there was a session to forget. */
  logOut(): boolean {
    return this.#keys.sessions.forget(this.url);
  }

  async #entered(): Promise<string | undefined> {
    return (this.#token ??= await this.#keys.enter?.());
  }

  #keep(session: Session): Session {
    try {
      this.#keys.sessions.keep(this.url, session);
    } catch (error) {
      this.#terminal.note(messages.sessionNotKept((error as NodeJS.ErrnoException).code ?? ''));
    }
    return session;
  }

  async #plainly<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw explain(error, this.url);
    }
  }

  #warnInTheClear(): void {
    const { protocol, hostname } = new URL(this.url);
    const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname);
    if (protocol === 'http:' && !loopback) this.#terminal.note(messages.inTheClear(this.url));
  }
}

const isUnauthorized = (error: unknown): error is AdminRefusal =>
  error instanceof AdminRefusal && error.status === 401;

/** A password is wanted where none is set, or the other way round. */
const isConflict = (error: unknown): error is AdminRefusal =>
  error instanceof AdminRefusal && error.status === 409;
