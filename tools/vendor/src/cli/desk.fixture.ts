import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { verifyLicense, type Fingerprint, type License, type MachineRequest } from '@easel/license';

import { readPublicKeys } from '../keys/keyset-file.js';
import { run } from './run.js';

export interface Outcome {
  code: number;
  out: string;
  err: string;
}

/** A vendor's desk in a folder of its own: commands typed as their staff type them. */
export class Desk {
  readonly folder = mkdtempSync(join(tmpdir(), 'easel-desk-'));
  readonly keys = join(this.folder, 'keys');
  env: NodeJS.ProcessEnv = {};
  /** What somebody types when asked; nobody sits there unless told. */
  typed: string | undefined;

  path(name: string): string {
    return join(this.folder, name);
  }

  async run(...args: string[]): Promise<Outcome> {
    const stdin: PassThrough & { isTTY?: boolean } = new PassThrough();
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    if (this.typed !== undefined) {
      stdin.isTTY = true;
      stderr.on('data', (shown: Buffer) => {
        if (/Passphrase of the keys|\[y\/N\]/.test(shown.toString())) stdin.write(this.typed ?? '');
      });
    }
    const output = Promise.all([text(stdout), text(stderr)]);
    const code = await run(args, { env: this.env, cwd: this.folder, stdin, stdout, stderr });
    stdout.end();
    stderr.end();
    const [out, err] = await output;
    return { code, out, err };
  }

  init = (...more: string[]) => this.run('keys', 'init', 'keys', '--issuer', 'A Vendor', ...more);

  /** `license issue --yes` to `easel.lic`. */
  issue = (...more: string[]) =>
    this.run(
      ...['license', 'issue', '--keys', 'keys', '--customer', '某某工厂', '--yes'],
      ...['--out', 'easel.lic', ...more],
    );

  /** A request file as `easel lu --request` writes it. */
  request(changes: Partial<MachineRequest> = {}, name = 'request.json'): string {
    const request: MachineRequest = {
      easel_request: 1,
      made: '2026-02-03T04:05:06Z',
      edition: 'release',
      fingerprint: machine(),
      cards: [],
      unavailable: [],
      ...changes,
    };
    writeFileSync(this.path(name), JSON.stringify(request));
    return name;
  }

  /** The licence in a file, verified against the keyset in force. */
  license(name = 'easel.lic'): License {
    const [token = ''] = readFileSync(this.path(name), 'utf8').split('\n');
    return verifyLicense(token, readPublicKeys(this.keys).keyset);
  }
}

/** The hash of some part of some machine. */
export const hash = (of: string): string => of.padEnd(22, '_').slice(0, 22);

/** A machine of five parts, each of them its own unless told otherwise. */
export const machine = (changes: Fingerprint = {}, of = 'a'): Fingerprint => ({
  machineId: [hash(`${of}-machine-id`)],
  productUuid: [hash(`${of}-uuid`)],
  boardSerial: [hash(`${of}-board`)],
  diskSerial: [hash(`${of}-disk`)],
  nics: [hash(`${of}-nic-1`), hash(`${of}-nic-2`)],
  ...changes,
});
