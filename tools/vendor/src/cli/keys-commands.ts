import { relative } from 'node:path';
import type { Command } from 'commander';
import { z } from 'zod';

import { checkout } from '../checkout.js';
import { createKeys } from '../keys/create-keys.js';
import { keyFiles } from '../keys/key-files.js';
import { revokeKey } from '../keys/revoke-key.js';
import { rotateKey, type Rotated } from '../keys/rotate.js';
import { keyFolder, keyOptions, passphraseHelp } from './key-options.js';
import type { Terminal } from './terminal.js';
import { options, UsageError } from './usage-error.js';

/** `keys init`, `keys rotate`, `keys revoke`. */
export function keysCommands(program: Command, terminal: Terminal): void {
  const keys = program.command('keys').description('make and change keys');
  keys
    .command('init')
    .description(
      'make a root, a license and a package key, the keyset that names them, and the ledger',
    )
    .usage('DIR [options]')
    .argument('[dir]', 'the folder to make')
    .option('--issuer <name>', 'who the licences will be from', 'easel-vendor')
    .option(
      '--passphrase-file <file>',
      'encrypt the keys; else with EASEL_VENDOR_PASSPHRASE, else not',
    )
    .action((dir: unknown, given: object) => {
      init(terminal, options(initOptions, { ...given, dir }));
    });
  keys
    .command('rotate')
    .description('put a new key in the place of the active one, or announce one')
    .usage('DIR --use license|package [options]')
    .argument('[dir]', 'the folder of keys')
    .option('--use <use>', 'license or package')
    .option('--announce', 'only add the next key; a later rotate lets it sign')
    .option('--revoke', 'the old key was lost to somebody: nothing that it signed counts any more')
    .option('--passphrase-file <file>', passphraseHelp)
    .action((dir: unknown, given: object) =>
      rotate(terminal, options(rotateOptions, { ...given, keys: dir })),
    );
  keys
    .command('revoke')
    .description(
      'take a retired or announced key out of use: nothing that it signed counts any more',
    )
    .usage('DIR KID [options]')
    .argument('[dir]', 'the folder of keys')
    .argument('[kid]', 'the key, as the keyset and the ledger name it')
    .option('--passphrase-file <file>', passphraseHelp)
    .action((dir: unknown, kid: unknown, given: object) =>
      revoke(terminal, options(revokeOptions, { ...given, keys: dir, kid })),
    );
}

const initOptions = z.object({
  dir: z.string({ error: 'keys init takes the folder to make' }),
  issuer: z.string().regex(/^\P{Cc}{1,200}$/u, '--issuer takes a name of at most 200 characters'),
  passphraseFile: z.string().optional(),
});

function init(
  terminal: Terminal,
  { dir, issuer, passphraseFile }: z.output<typeof initOptions>,
): void {
  const path = terminal.path(dir);
  const passphrase = terminal.givenPassphrase(passphraseFile);
  createKeys({ path, passphrase }, issuer);
  terminal.say(
    `Made ${path}: keep it offline, with a copy. Customers get root.pem and keyset.jwt only.`,
  );
  if (!/^\.\.(?:\/|$)/.test(relative(checkout, path)))
    terminal.note(
      `${path} is inside the checkout, where nothing keeps it from being committed: move it outside.`,
    );
  if (passphrase === undefined)
    terminal.note(
      'The private keys are not under a passphrase: whoever reads the folder can issue.',
    );
}

const rotateOptions = z.object({
  keys: z.string({ error: 'keys rotate takes the folder of keys' }),
  use: z.enum(['license', 'package'], { error: '--use takes license or package' }),
  announce: z.boolean().default(false),
  revoke: z.boolean().default(false),
  passphraseFile: keyOptions.passphraseFile,
});

async function rotate(terminal: Terminal, given: z.output<typeof rotateOptions>): Promise<void> {
  if (given.announce && given.revoke)
    throw new UsageError(
      '--announce takes no key out of use: leave --revoke to the rotate after it',
    );
  const folder = await keyFolder(terminal, given);
  const rotated = rotateKey(folder, given);
  terminal.say(became(rotated, given.announce));
  terminal.say(sending(folder.path, rotated.keyset.version));
  if (rotated.previous?.state === 'revoked')
    terminal.note(
      `Whatever ${rotated.previous.kid} signed stops counting where the keyset arrives: issue it again.`,
    );
}

const revokeOptions = z.object({
  keys: z.string({ error: 'keys revoke takes the folder of keys' }),
  kid: z.string({ error: 'keys revoke takes the name of a key' }),
  passphraseFile: keyOptions.passphraseFile,
});

async function revoke(terminal: Terminal, given: z.output<typeof revokeOptions>): Promise<void> {
  const folder = await keyFolder(terminal, given);
  const keyset = revokeKey(folder, given.kid);
  terminal.say(`${given.kid} is revoked.`);
  terminal.say(sending(folder.path, keyset.version));
  terminal.note(`Whatever it signed stops counting where the keyset arrives: issue it again.`);
}

function became({ kid, previous }: Rotated, announced: boolean): string {
  if (announced) return `Announced ${kid}: it signs nothing yet.`;
  return previous
    ? `${kid} signs from now on; ${previous.kid} is ${previous.state}.`
    : `${kid} signs from now on.`;
}

/** Which keyset sites should get, and how. */
export const sending = (folder: string, version: number): string =>
  `Keyset version ${version} is in ${keyFiles(folder).keyset}. Every licence and every package made from now on brings it along; a site that gets neither takes it up alone: easel lu keyset.jwt`;
