import type { Session } from '@easel/contract';
import type { Clock } from '@easel/lease';
import { HttpProblem } from '../http/http-problem.js';
import { AdminFolder } from './admin-folder.js';
import type { AdminLog } from './admin-log.js';
import { FirstSecret } from './first-secret.js';
import { Guesses } from './guesses.js';
import { OneAtATime } from './one-at-a-time.js';
import { Password, requireStrong } from './password.js';
import { Sessions } from './sessions.js';

export interface AdministratorOptions {
  /** `EASEL_HOME`. */
  home: string;
  clock: Pick<Clock, 'monotonic' | 'wall'>;
  log: AdminLog;
}

/** One try at something that only the administrator knows. */
interface Try {
  address: string;
  right: () => boolean | Promise<boolean>;
  /** What whoever is wrong is told. */
  wrong: () => HttpProblem;
  then: () => Session | Promise<Session>;
}

/** The one who may change things here, known by a password. There is none to begin with. */
export class Administrator {
  readonly sessions: Sessions;
  readonly #password: Password;
  readonly #firstSecret: FirstSecret;
  readonly #guesses: Guesses;
  readonly #turns = new OneAtATime();
  readonly #log: AdminLog;
  /** Whether the log has said where the first secret is. */
  #invited = false;

  private constructor({ home, clock, log }: AdministratorOptions) {
    const folder = new AdminFolder(home);
    this.#password = new Password(folder);
    this.#firstSecret = new FirstSecret(folder);
    this.sessions = new Sessions({ folder, password: this.#password, clock });
    this.#guesses = new Guesses(clock);
    this.#log = log;
  }

  /** Lays out the secret that sets the first password, where none is set. Trouble with that keeps only admins out. */
  static open(options: AdministratorOptions): Administrator {
    const administrator = new Administrator(options);
    try {
      administrator.#prepare();
    } catch (error) {
      administrator.#noteTrouble(error);
    }
    return administrator;
  }

  /** @throws HttpProblem 401 for a wrong password, 409 while none is set, 429, 503. */
  async login(address: string, password: string): Promise<Session> {
    return this.#try({
      address,
      right: () => {
        this.#requireSet();
        return this.#password.matches(password);
      },
      wrong: () => unauthorized('the password is wrong'),
      then: () => {
        const session = this.sessions.open();
        this.#log.loggedIn(address);
        return session;
      },
    });
  }

  /** @throws HttpProblem 400 for a weak password, 401 for a wrong secret, 409 when one is set, 429, 503. */
  async setFirst(address: string, given: { secret: string; password: string }): Promise<Session> {
    requireStrong(given.password);
    return this.#try({
      address,
      right: () => {
        this.#requireUnset();
        return this.#firstSecret.matches(given.secret);
      },
      wrong: () =>
        unauthorized('the secret is not the one in admin/first-password under EASEL_HOME'),
      then: async () => {
        await this.#password.set(given.password);
        this.#firstSecret.remove();
        this.#invited = false;
        this.#log.passwordSet(address);
        return this.sessions.open();
      },
    });
  }

  /** Ends all sessions. @throws HttpProblem 400 for a weak password, 403 for a wrong current one, 429, 503. */
  async change(address: string, given: { current: string; password: string }): Promise<Session> {
    requireStrong(given.password);
    return this.#try({
      address,
      right: () => this.#password.matches(given.current),
      wrong: () => new HttpProblem(403, 'the current password is wrong'),
      then: async () => {
        await this.#password.set(given.password);
        this.#log.passwordChanged(address);
        return this.sessions.open();
      },
    });
  }

  async #try({ address, right, wrong, then }: Try): Promise<Session> {
    this.#guesses.require(address); // before the queue, which has few places
    return this.#turns.run(async () => {
      this.#guesses.require(address); // those before it in the queue may have been wrong
      try {
        if (await right()) {
          this.#guesses.succeeded(address);
          return await then();
        }
      } catch (error) {
        this.#noteTrouble(error);
        throw error;
      }
      this.#log.failed(address, this.#guesses.failed(address));
      throw wrong();
    });
  }

  #requireSet() {
    if (this.#password.generation() !== undefined) return;
    this.#prepare(); // the file may have been deleted, to begin anew
    throw new HttpProblem(
      409,
      'no password is set: the secret in admin/first-password under EASEL_HOME sets the first',
    );
  }

  #requireUnset() {
    if (this.#password.generation() !== undefined)
      throw new HttpProblem(409, 'a password is set already: log in with it');
    this.#prepare();
  }

  #prepare() {
    if (this.#password.generation() !== undefined) {
      this.#firstSecret.remove(); // a crash may have left it
      return;
    }
    this.#firstSecret.ensure();
    if (!this.#invited) this.#log.firstSecret(this.#firstSecret.path);
    this.#invited = true;
  }

  #noteTrouble(error: unknown) {
    if (!(error instanceof HttpProblem) || error.status === 503) this.#log.trouble(error);
  }
}

const unauthorized = (why: string) =>
  new HttpProblem(401, why, { headers: { 'www-authenticate': 'Bearer' } });
