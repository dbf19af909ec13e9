import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline/promises';
import password from '@inquirer/password';

import { VendorError } from '../vendor-error.js';
import { Progress } from './progress.js';
import { UsageError } from './usage-error.js';

/** What a command is run with: a process's own, or a test's. */
export interface Surroundings {
  env: NodeJS.ProcessEnv;
  cwd: string;
  stdin: NodeJS.ReadableStream & { isTTY?: boolean };
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream & { isTTY?: boolean };
}

/** Where the vendor's staff sit. */
export class Terminal {
  readonly #around: Surroundings;

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** A result: on standard output, alone. */
  say(text: string): void {
    this.#around.stdout.write(`${text}\n`);
  }

  /** What a person should see beside the result. */
  note(text: string): void {
    this.#around.stderr.write(`${text}\n`);
  }

  /** What a person should see while something takes long. */
  progress(): Progress {
    return new Progress(this.#around.stderr);
  }

  /** A path as it was typed: npm moves to the project's folder before it runs anything. */
  path(typed: string): string {
    return resolve(this.#around.env.INIT_CWD ?? this.#around.cwd, typed);
  }

  /** The text of a file that may only be there for a secret's sake. */
  secret(typed: string): string {
    const path = this.path(typed);
    let text;
    try {
      text = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    } catch (cause) {
      throw new VendorError(`${path} cannot be read`, { cause });
    }
    if (text === '') throw new VendorError(`${path} is empty: no passphrase is`);
    return text;
  }

  /** A passphrase from a file, else from `EASEL_VENDOR_PASSPHRASE`, if there is either. */
  givenPassphrase(file: string | undefined): string | undefined {
    if (file !== undefined) return this.secret(file);
    const { EASEL_VENDOR_PASSPHRASE: passphrase } = this.#around.env;
    return passphrase === '' ? undefined : passphrase;
  }

  /** @throws UsageError where there is nobody to ask. */
  async askPassphrase(): Promise<string> {
    const { stdin, stderr } = this.#around;
    if (!stdin.isTTY)
      throw new UsageError(
        'These keys are under a passphrase: give --passphrase-file FILE or EASEL_VENDOR_PASSPHRASE',
      );
    return password(
      { message: 'Passphrase of the keys:', toggleMask: false },
      { input: stdin, output: stderr },
    );
  }

  /** @throws UsageError where there is nobody to ask. */
  async confirm(question: string): Promise<boolean> {
    const { stdin, stderr } = this.#around;
    if (!stdin.isTTY)
      throw new UsageError('There is no terminal to ask on: --yes says that you looked at it');
    const lines = createInterface({ input: stdin, output: stderr });
    try {
      const gone = once(lines, 'close').then(() => ''); // the terminal's end is no answer
      const answer = await Promise.race([lines.question(`${question} [y/N] `), gone]);
      return /^y(es)?$/i.test(answer.trim());
    } finally {
      lines.close();
    }
  }
}
