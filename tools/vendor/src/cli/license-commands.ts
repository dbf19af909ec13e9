import type { Command } from 'commander';
import { z } from 'zod';

import { revokeLicenses } from '../license/revoke.js';
import { inspect } from './inspect-command.js';
import { issue } from './issue-command.js';
import { issueOptions } from './issue-options.js';
import { keyFolder, keyOptions, passphraseHelp } from './key-options.js';
import { sending } from './keys-commands.js';
import type { Terminal } from './terminal.js';
import { options } from './usage-error.js';

const keysFlag = '--keys <dir>';
const keysHelp = 'the folder that keys init made';

/** `license issue`, `license inspect`, `license revoke`. */
export function licenseCommands(program: Command, terminal: Terminal): void {
  const license = program.command('license').description('issue, look into and revoke licences');
  license
    .command('issue')
    .description('show what a licence will tolerate, ask, and sign it')
    .usage('--keys DIR --request FILE… --customer NAME [options]')
    .option(keysFlag, keysHelp)
    .option('--request <file...>', "a machine's request file; several for a site with several")
    .option('--customer <name>', 'who gets it')
    .option(
      '--kind <kind>',
      'trial (30 days, once for a machine), term or permanent (default: trial)',
    )
    .option('--days <n>', 'how long a term lasts, in days of 86,400 s')
    .option('--mode <mode>', 'cpu: bound to the machine; gpu: to one card of it (default: cpu)')
    .option('--card <n>', 'which card, counted from 0; needless where there is one')
    .option('--deployments <names>', 'with commas between them; * for all (default: *)')
    .option('--grace-days <n>', 'how long a term goes on after its end (default: 0)')
    .option('--warn-days <n>', 'how long before its end it warns (default: 30)')
    .option('--seq <n>', 'a site keeps the highest (default: one more than any before)')
    .option('--from <date>', 'when it begins (default: now)')
    .option('--accept-weak', 'issue for a machine known by fewer than 3 parts')
    .option('--out <file>', 'where to write it (default: standard output)')
    .option('--yes', 'sign without asking')
    .option('--passphrase-file <file>', passphraseHelp)
    .action((given: object) => issue(terminal, options(issueOptions, given)));
  license
    .command('inspect')
    .description('show what a licence, or a keyset, says and, with keys, whether it is genuine')
    .usage('FILE [options]')
    .argument('[file]', "a licence's file, or keyset.jwt")
    .option(keysFlag, keysHelp)
    .option('--json', 'for machines')
    .action((file: unknown, given: object) =>
      inspect(terminal, options(inspectOptions, { ...given, file })),
    );
  license
    .command('revoke')
    .description('make licences count no more, wherever the new keyset arrives')
    .usage('JTI… --keys DIR --reason TEXT [options]')
    .argument('[jti...]', 'the ids of the licences')
    .option(keysFlag, keysHelp)
    .option('--reason <text>', 'why, for the ledger')
    .option('--passphrase-file <file>', passphraseHelp)
    .action((jti: unknown, given: object) =>
      revoke(terminal, options(revokeOptions, { ...given, jti })),
    );
}

const inspectOptions = z.object({
  file: z.string({ error: "license inspect takes a licence's file" }),
  keys: z.string().optional(),
  json: z.boolean().default(false),
});

const revokeOptions = z.object({
  jti: z.array(z.string()).min(1, { error: 'license revoke takes the ids of licences' }),
  ...keyOptions,
  reason: z
    .string({ error: '--reason takes a text' })
    .regex(/\S/, { error: '--reason takes a text' }),
});

async function revoke(terminal: Terminal, given: z.output<typeof revokeOptions>): Promise<void> {
  const folder = await keyFolder(terminal, given);
  const keyset = revokeLicenses(folder, { licenses: given.jti, reason: given.reason });
  terminal.say(`Revoked ${given.jti.join(', ')}.`);
  terminal.say(sending(folder.path, keyset.version));
}
