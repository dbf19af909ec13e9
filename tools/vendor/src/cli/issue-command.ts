import { atomicWrite } from '@easel/platform';

import { readPublicKeys } from '../keys/keyset-file.js';
import { readLedger } from '../ledger/reading.js';
import { admit, issueLicense, seqOf, type IssuedLicense } from '../license/issue.js';
import { claimsOf, type LicenseOrder } from '../license/order.js';
import { preview } from '../license/preview.js';
import { machineOf, readRequest, type ReceivedRequest } from '../license/request.js';
import { plain } from '../text.js';
import { VendorError } from '../vendor-error.js';
import type { IssueOptions } from './issue-options.js';
import { keyFolder } from './key-options.js';
import type { Terminal } from './terminal.js';

/** Shows what will be signed, asks, signs, and hands it over. */
export async function issue(terminal: Terminal, given: IssueOptions): Promise<void> {
  const requests = given.request.map((file) => readRequest(terminal.path(file)));
  const order = orderOf(given, requests);
  const { keyset } = readPublicKeys(terminal.path(given.keys));
  const { entries } = readLedger(terminal.path(given.keys));
  const expected = {
    iss: keyset.issuer,
    jti: '(made when it is signed)',
    seq: seqOf(order, entries),
  };
  terminal.note(preview(requests, given, claimsOf(order, expected)));
  terminal.note('');
  admit(order, entries); // before anybody is asked; once more when it is signed
  if (!given.yes && !(await terminal.confirm('Sign this?')))
    throw new VendorError('Nothing was issued');
  const folder = await keyFolder(terminal, given);
  handOver(terminal, issueLicense(folder, order), given.out);
}

function orderOf(given: IssueOptions, requests: ReceivedRequest[]): LicenseOrder {
  const { customer, deployments, kind, mode, seq, days, graceDays, warnDays, from, acceptWeak } =
    given;
  return {
    ...{ customer, deployments, kind, mode, seq, days, graceDays, warnDays, from, acceptWeak },
    fingerprints: requests.map((received) => machineOf(received, given)),
    siteSeq: Math.max(0, ...requests.map(({ request }) => request.license?.seq ?? 0)),
  };
}

/** Issued is issued: where the file cannot be written, the licence still reaches whoever asked for it. */
function handOver(terminal: Terminal, issued: IssuedLicense, out: string | undefined): void {
  const { license, keyset, claims } = issued;
  const text = `${license}\n${keyset}`;
  const what = `number ${claims.seq} for ${plain(claims.customer)}, ${claims.jti}`;
  if (out === undefined) {
    terminal.say(text);
    terminal.note(`Issued ${what}.`);
    return;
  }
  const path = terminal.path(out);
  try {
    atomicWrite(path, `${text}\n`);
  } catch (cause) {
    terminal.say(text);
    throw new VendorError(
      `Issued ${what}, but ${path} cannot be written: the licence is on standard output and in the ledger`,
      { cause },
    );
  }
  terminal.say(`Wrote ${path}: ${what}.`);
}
