import { join } from 'node:path';

/** What a folder of keys holds. `root.pem` and `keyset.jwt` go to customers, `*.key.pem` never leaves. */
export const keyFiles = (folder: string) => ({
  rootKey: join(folder, 'root.key.pem'),
  rootPublic: join(folder, 'root.pem'),
  keyset: join(folder, 'keyset.jwt'),
  ledger: join(folder, 'ledger.jsonl'),
  /** Names the ledger's last line, so that its change or loss shows as well. */
  ledgerHead: join(folder, 'ledger.head'),
  ledgerLock: join(folder, 'ledger.lock'),
  signingKey: (kid: string) => join(folder, `${kid}.key.pem`),
});

/** A vendor's keys and what opens them. */
export interface KeyFolder {
  path: string;
  /** Absent where the private keys are not encrypted. */
  passphrase?: string | undefined;
}
