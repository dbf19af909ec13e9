import type { Command } from 'commander';
import { z } from 'zod';

import type { Entry } from '../ledger/entry.js';
import { readLedger } from '../ledger/reading.js';
import { aligned, count, plain, type Row } from '../text.js';
import { dateOf } from '../time.js';
import type { Terminal } from './terminal.js';
import { options } from './usage-error.js';

/** `ledger verify`, `ledger list`. */
export function ledgerCommands(program: Command, terminal: Terminal): void {
  const ledger = program.command('ledger').description('what was issued and revoked');
  ledger
    .command('verify')
    .description('prove that no line was changed, removed or moved')
    .usage('DIR')
    .argument('[dir]', 'the folder of keys')
    .action((dir: unknown) => verify(terminal, options(folderOptions, { dir }).dir));
  ledger
    .command('list')
    .description('show every line, the oldest first')
    .usage('DIR [options]')
    .argument('[dir]', 'the folder of keys')
    .option('--json', 'for machines, with the licences themselves')
    .action((dir: unknown, given: object) =>
      list(terminal, options(folderOptions, { ...given, dir })),
    );
}

const folderOptions = z.object({
  dir: z.string({ error: 'ledger takes the folder of keys' }),
  json: z.boolean().default(false),
});

function verify(terminal: Terminal, dir: string): void {
  const { entries, head, torn } = readLedger(terminal.path(dir));
  terminal.say(
    `The ledger is whole: ${count(entries.length, 'line')}, the last of SHA-256 ${head}.`,
  );
  terminal.say(
    'Note that number and hash elsewhere: whoever can write the folder could write it all anew.',
  );
  if (torn)
    terminal.note(
      'After it stands a line that was never finished: its writer was killed, and nobody got what it was to record. The next one takes its place.',
    );
}

function list(terminal: Terminal, { dir, json }: z.output<typeof folderOptions>): void {
  const { entries } = readLedger(terminal.path(dir));
  terminal.say(json ? JSON.stringify(entries, null, 2) : aligned(entries.map(row), ''));
}

const row = (entry: Entry): Row => [
  `${entry.n}`,
  `${entry.at.slice(0, 19).replace('T', ' ')} UTC  ${plain(inWords(entry))}`,
];

function inWords(entry: Entry): string {
  switch (entry.event) {
    case 'keys-made':
      return `keys made for ${entry.issuer}: ${entry.keys.join(', ')}`;
    case 'key-revoked':
      return `${entry.kid} revoked, keyset ${entry.keyset}`;
    case 'rotated':
      return `${entry.kid} ${entry.state === 'next' ? 'announced' : 'signs'}${
        entry.previous ? `, ${entry.previous.kid} ${entry.previous.state}` : ''
      } (keyset ${entry.keyset})`;
    case 'issued':
      return `issued ${entry.jti}, number ${entry.seq}, ${entry.kind} ${entry.mode}, to ${entry.customer}${
        entry.exp === undefined ? '' : `, until ${dateOf(entry.exp)}`
      }`;
    case 'revoked':
      return `revoked ${entry.licenses.join(', ')}: ${entry.reason} (keyset ${entry.keyset})`;
  }
}
