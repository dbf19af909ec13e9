import type { LicenseStatus } from '@easel/contract';
import type { Door } from '../door.js';
import { exits, type Exit } from '../exits.js';
import { messages } from '../messages.js';
import { term } from '../term.js';
import type { Terminal } from '../terminal.js';
import { local, moment } from '../times.js';
import { licenseFields } from './license-fields.js';
import { licenseState } from './license-state.js';

/** Milliseconds by which two clocks may differ without a word. */
const SAME_TIME = 60_000;

/** `easel license status` */
export async function licenseStatus(door: Door, terminal: Terminal): Promise<Exit> {
  terminal.show(await door.ask((client) => client.license()), (status) => {
    terminal.table(standing(status, terminal));
    terminal.line();
    terminal.say(against(status));
    terminal.table(partRows(status, terminal));
    if (status.warnings.length > 0) terminal.line();
    for (const { words } of status.warnings)
      terminal.line(
        terminal.paint('yellow', terminal.text(messages.warning(terminal.text(words)))),
      );
  });
  return exits.done;
}

function standing(status: LicenseStatus, terminal: Terminal): string[][] {
  const text = terminal.text.bind(terminal);
  const now = Date.parse(status.clock.effective);
  const state = licenseState(status.state, terminal);
  const why = status.reason ? [text(status.reason)] : [];
  const rows = [
    [
      text(messages.license),
      [state, ...why, term(status.edition, terminal)].join(text(messages.semicolon)),
    ],
    ...(status.license ? licenseFields(status.license, terminal, now) : []),
  ];
  if (status.queued)
    rows.push([
      text(messages.queued),
      `${status.queued.seq} (${status.queued.jti}), ${moment(status.queued.begins, terminal.language, now)}`,
    ]);
  if (status.keyset)
    rows.push([
      text(messages.keyset),
      text(messages.keysetOf(status.keyset.version, status.keyset.issuer)),
    ]);
  const { effective, wall } = status.clock;
  if (Math.abs(Date.parse(effective) - Date.parse(wall)) > SAME_TIME)
    rows.push([
      text(messages.clock),
      text(messages.clocks(local(new Date(effective)), local(new Date(wall)))),
    ]);
  return rows;
}

function against({ machine: { matched, needed } }: LicenseStatus) {
  return matched === null || needed === null
    ? messages.unmatched
    : messages.matched(matched, needed);
}

function partRows(status: LicenseStatus, terminal: Terminal): string[][] {
  const text = terminal.text.bind(terminal);
  const rows = status.machine.parts.map((part) => [
    term(part.part, terminal),
    term(part.here, terminal),
    part.licensed === null ? '-' : term(part.licensed, terminal),
    remarkOn(part, terminal),
  ]);
  const remarks = rows.some((row) => row[3] !== '');
  const heading = [messages.part, messages.here, messages.licensed, messages.remark].map(text);
  return [heading, ...rows].map((row) => (remarks ? row : row.slice(0, 3)));
}

function remarkOn(part: LicenseStatus['machine']['parts'][number], terminal: Terminal): string {
  const until = part.recalled_until;
  return [
    part.problem ?? '',
    until === undefined
      ? ''
      : terminal.text(messages.recalledUntil(moment(until, terminal.language))),
  ]
    .filter((remark) => remark !== '')
    .join(terminal.text(messages.semicolon));
}
