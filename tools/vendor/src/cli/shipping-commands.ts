import { statSync } from 'node:fs';
import { atomicWrite } from '@easel/platform';
import type { Command } from 'commander';
import { z } from 'zod';

import { editionModule } from '../edition.js';
import { readPublicKeys } from '../keys/keyset-file.js';
import { privateKeysIn } from '../shipping/private-keys.js';
import { nowSeconds } from '../time.js';
import { VendorError } from '../vendor-error.js';
import { plain } from '../text.js';
import { keyOptions } from './key-options.js';
import type { Terminal } from './terminal.js';
import { options } from './usage-error.js';

/** `edition`, `check`. */
export function shippingCommands(program: Command, terminal: Terminal): void {
  program
    .command('edition')
    .description("write the module that makes a build this vendor's release edition")
    .usage('--keys DIR [options]')
    .option('--keys <dir>', 'the folder that keys init made; its public half is enough')
    .option('--built-at <date>', 'when the release is built (default: now)')
    .option('--out <file>', 'libs/license/src/gen/edition.ts (default: standard output)')
    .action((given: object) => edition(terminal, options(editionOptions, given)));
  program
    .command('check')
    .description('prove that a folder that is to be shipped holds no private key')
    .usage('FOLDER')
    .argument('[folder]', 'the folder')
    .addHelpText(
      'after',
      `
Looks into every regular file, and into gzip and tar, one inside the other up to six deep, for private keys in PEM of
any kind, P-256 keys in DER or base64 (PKCS8, SEC1), encrypted keys in DER, and private JWKs. Archives of other kinds
(zip, xz, zstd, bzip2, 7z) are not opened, and are named as a key is. Exit code 1 when anything is named.`,
    )
    .action((folder: unknown) => check(terminal, options(checkOptions, { folder }).folder));
}

const editionOptions = z.object({
  keys: keyOptions.keys,
  builtAt: z
    .union([z.iso.date(), z.iso.datetime({ offset: true })], {
      error: '--built-at takes a date such as 2026-02-28, or 2026-02-28T08:00:00Z',
    })
    .transform((text) => Math.floor(Date.parse(text) / 1000))
    .optional(),
  out: z.string().optional(),
});

function edition(terminal: Terminal, given: z.output<typeof editionOptions>): void {
  const keys = readPublicKeys(terminal.path(given.keys));
  const text = editionModule(keys, given.builtAt ?? nowSeconds());
  if (given.out === undefined) {
    terminal.say(text.trimEnd());
    return;
  }
  const path = terminal.path(given.out);
  atomicWrite(path, text);
  terminal.say(`Wrote ${path}: keyset version ${keys.keyset.version} of ${keys.keyset.issuer}.`);
}

const checkOptions = z.object({ folder: z.string({ error: 'check takes a folder' }) });

async function check(terminal: Terminal, typed: string): Promise<void> {
  const folder = terminal.path(typed);
  // A mistyped folder holds no key either.
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw new VendorError(`${folder} is no folder: nothing was checked`);
  const findings = await privateKeysIn(folder);
  for (const { file, what } of findings) terminal.say(`${plain(file)}: ${what}`);
  if (findings.length > 0) throw new VendorError(`${folder} must not be shipped`);
  terminal.say(`No private key in ${folder}.`);
}
