import { closeSync, fsyncSync, ftruncateSync, openSync, writeFileSync, writeSync } from 'node:fs';
import { atomicWrite } from '@easel/platform';

import { keyFiles } from '../keys/key-files.js';
import { hashOf, lineOf, type Entry, type Fact } from './entry.js';
import { hold } from './lock.js';
import { headText, readLedger, START, type LedgerReading } from './reading.js';

/** What was issued and revoked with a folder's keys. Held by one process at a time, and whole before it grows. */
export class Ledger implements Disposable {
  readonly #folder: string;
  readonly #lock: Disposable;
  #reading: LedgerReading;

  private constructor(folder: string, lock: Disposable, reading: LedgerReading) {
    this.#folder = folder;
    this.#lock = lock;
    this.#reading = reading;
  }

  /** The first line of a folder that is being made, and that nobody else sees yet. */
  static begin(folder: string, fact: Fact): void {
    const files = keyFiles(folder);
    const line = lineOf(fact, { n: 1, prev: START });
    writeFileSync(files.ledger, `${line}\n`, { mode: 0o600, flush: true });
    atomicWrite(files.ledgerHead, headText(1, hashOf(line)), 0o600);
  }

  /**
   * Keeps others out until it is disposed of.
   * @throws VendorError when the ledger is not whole, or another process holds it.
   */
  static open(folder: string): Ledger {
    const lock = hold(keyFiles(folder).ledgerLock);
    try {
      return new Ledger(folder, lock, readLedger(folder));
    } catch (error) {
      lock[Symbol.dispose]();
      throw error;
    }
  }

  get entries(): readonly Entry[] {
    return this.#reading.entries;
  }

  /** On return the line is on the disk. What it records may be handed out then, and not before. */
  append(fact: Fact): void {
    const { entries, head, length } = this.#reading;
    const files = keyFiles(this.#folder);
    const n = entries.length + 1;
    const line = lineOf(fact, { n, prev: head });
    const file = openSync(files.ledger, 'r+');
    try {
      // What a killed writer left of a line goes: nobody ever got what it was to record.
      ftruncateSync(file, length);
      const bytes = Buffer.from(`${line}\n`);
      for (let at = 0; at < bytes.length;)
        at += writeSync(file, bytes, at, bytes.length - at, length + at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    atomicWrite(files.ledgerHead, headText(n, hashOf(line)), 0o600);
    this.#reading = readLedger(this.#folder);
  }

  [Symbol.dispose](): void {
    this.#lock[Symbol.dispose]();
  }
}
