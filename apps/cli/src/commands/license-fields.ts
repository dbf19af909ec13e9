import type { License } from '@easel/contract';
import { messages } from '../messages.js';
import { term } from '../term.js';
import type { Terminal } from '../terminal.js';
import { moment } from '../times.js';

/** What there is to say of a licence, line by line: name and value, in the operator's language. */
export function licenseFields(license: License, terminal: Terminal, now = Date.now()): string[][] {
  const { language } = terminal;
  const text = terminal.text.bind(terminal);
  const end = (iso: string | null) =>
    iso === null ? text(messages.never) : moment(iso, language, now);
  const { expires, stops, grace_days: grace } = license;
  const fields = [
    [text(messages.number), `${license.seq} (${license.jti})`],
    [text(messages.customer), license.customer],
    [text(messages.kind), kindOf(license, terminal)],
    [text(messages.deployments), deploymentsOf(license, terminal)],
    [text(messages.machines), String(license.machines)],
    [text(messages.begins), moment(license.begins, language, now)],
    [text(messages.expires), end(expires)],
  ];
  if (grace > 0) fields.push([text(messages.stops), text(messages.afterGrace(end(stops), grace))]);
  return fields;
}

export const kindOf = ({ kind, mode }: License, terminal: Terminal): string =>
  [term(kind, terminal), term(mode === 'gpu' ? 'gpu_mode' : mode, terminal)].join(
    terminal.text(messages.separator),
  );

export const deploymentsOf = ({ deployments }: License, terminal: Terminal): string =>
  deployments.includes('*')
    ? terminal.text(messages.all)
    : deployments.join(terminal.text(messages.separator));
