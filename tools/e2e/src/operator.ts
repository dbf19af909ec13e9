import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { AdminClient } from '@easel/contract';
import { machineRequestSchema, type Fingerprint } from '@easel/license';
import { issueLicense, type LicenseOrder } from '@easel/vendor';
import type { TestSite } from './test-site.js';

/** The admin of a test site, logged in, whose vendor is at hand. */
export class Operator {
  readonly admin: AdminClient;
  readonly #home: string;
  readonly #door: { url: string; token: string };

  private constructor(home: string, door: { url: string; token: string }) {
    this.#home = home;
    this.#door = door;
    this.admin = new AdminClient(door.url, door.token);
  }

  /** Sets the first password with the one-use secret. */
  static async of({ home, operatorsUrl }: TestSite): Promise<Operator> {
    const secret = readFileSync(join(home, 'admin/first-password'), 'utf8').trim();
    const password = 'a password of a test';
    const { token } = await new AdminClient(operatorsUrl).setFirstPassword({ secret, password });
    return new Operator(home, { url: operatorsUrl, token });
  }

  /** One who may leave before he is answered. */
  post(path: string, body: unknown, signal: AbortSignal): Promise<Response> {
    const { url, token } = this.#door;
    return fetch(`${url}/admin/v1/${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: JSON.stringify(body),
      signal,
    });
  }

  /** The site's machine, as a request to the vendor has it. */
  async fingerprint(): Promise<Fingerprint> {
    const { fingerprint } = machineRequestSchema.parse(await this.admin.licenseRequest());
    if (!fingerprint) throw new Error('this machine shows nothing of itself');
    return fingerprint;
  }

  /** A licence by the site's own vendor: for this machine and a day from now on, unless told otherwise. */
  async issue(order: Partial<LicenseOrder> = {}): Promise<Buffer> {
    const { license, keyset } = issueLicense(
      { path: join(this.#home, 'vendor') },
      {
        customer: 'somebody',
        deployments: ['*'],
        kind: 'term',
        days: 1,
        fingerprints: [await this.fingerprint()],
        acceptWeak: true,
        ...order,
      },
    );
    return Buffer.from(`${license}\n${keyset}\n`);
  }

  /** One that ends so many seconds from now. */
  ending(seconds: number): Promise<Buffer> {
    return this.issue({ from: Math.floor(Date.now() / 1000) + seconds - 86_400 });
  }
}
