import { LicenseError, LONGEST_LICENSE_FILE } from '@easel/license';
import { boundedRead } from '@easel/platform';

import { readPublicKeys } from '../keys/keyset-file.js';
import { claimsInWords } from '../license/claims-words.js';
import { keysetInWords } from '../license/keyset-words.js';
import { inspectLicenseFile, type Inspection, type Verdict } from '../license/inspect.js';
import { aligned, plain } from '../text.js';
import { VendorError } from '../vendor-error.js';
import type { Terminal } from './terminal.js';

/** @throws VendorError, after it has shown what there is, when keys were named and it is not theirs. */
export function inspect(
  terminal: Terminal,
  { file, keys, json }: { file: string; keys?: string | undefined; json: boolean },
): void {
  const publicKeys = keys === undefined ? undefined : readPublicKeys(terminal.path(keys));
  const inspection = look(terminal.path(file), publicKeys);
  terminal.say(json ? JSON.stringify(inspection, null, 2) : inWords(inspection));
  const { genuine, fault } = inspection.verdict;
  if (genuine === false) throw new VendorError(`Not to be counted on: ${fault ?? 'unknown'}`);
}

function look(path: string, keys: ReturnType<typeof readPublicKeys> | undefined): Inspection {
  const read = boundedRead(path, LONGEST_LICENSE_FILE);
  if (read.state !== 'read')
    throw new VendorError(
      {
        missing: `${path} is not there`,
        'too-long': `${path} is longer than any licence can be`,
        unreadable: `${path} is no file that can be read`,
      }[read.state],
    );
  try {
    return inspectLicenseFile(read.bytes, keys);
  } catch (cause) {
    if (!(cause instanceof LicenseError)) throw cause;
    throw new VendorError(`${path}: ${cause.message}`, { cause });
  }
}

function inWords({ is, says, verdict, keyset }: Inspection): string {
  const read = is === 'license' ? claimsInWords : keysetInWords;
  const claims =
    typeof says === 'object' && says !== null && !Array.isArray(says)
      ? read(says as Record<string, unknown>)
      : [['says', 'nothing that can be read'] as const];
  return [
    is === 'license' ? 'The licence' : 'The keyset',
    aligned([...claims, ['verdict', judged(verdict)]]),
    ...(keyset
      ? [
          'The keyset that comes with it',
          aligned([
            ['version', plain(String(keyset.version))],
            ['verdict', judged(keyset.verdict)],
          ]),
        ]
      : []),
  ].join('\n');
}

function judged({ genuine, fault }: Verdict): string {
  if (genuine === undefined)
    return 'not verified: anybody could have written this; name the keys with --keys';
  return genuine
    ? 'genuine: signed with these keys'
    : `not to be counted on: ${fault ?? 'unknown'}`;
}
