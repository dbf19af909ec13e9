import { DatabaseSync } from 'node:sqlite';

import { VendorError } from '../vendor-error.js';

const PATIENCE_MS = 20_000;
const SQLITE_BUSY = 5;

/**
 * Keeps every other process out until it is disposed of. The lock is the kernel's, by way of SQLite: it cannot outlive
 * its process, unlike a file with a process id in it.
 * @throws VendorError when another holds it for 20 s.
 */
export function hold(path: string): Disposable {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(path, { timeout: PATIENCE_MS });
    database.exec('BEGIN EXCLUSIVE');
  } catch (cause) {
    database?.close();
    const busy = (cause as { errcode?: number }).errcode === SQLITE_BUSY;
    throw new VendorError(
      busy
        ? 'Another easel-vendor is at work on these keys: wait until it is done, then try again'
        : `${path} cannot be locked`,
      { cause },
    );
  }
  const held = database;
  return { [Symbol.dispose]: () => held.close() };
}
