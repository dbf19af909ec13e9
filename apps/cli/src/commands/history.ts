import type { License, LicenseHistory } from '@easel/contract';
import type { Door } from '../door.js';
import { exits, type Exit } from '../exits.js';
import { messages } from '../messages.js';
import type { Terminal } from '../terminal.js';
import { local } from '../times.js';
import { deploymentsOf, kindOf } from './license-fields.js';

/** `easel license history` */
export async function history(door: Door, terminal: Terminal): Promise<Exit> {
  terminal.show(await door.ask((client) => client.history()), (history) => {
    if (!history.current) terminal.say(messages.noLicense);
    if (history.current || history.previous.length > 0) terminal.table(rows(history, terminal));
    if (history.previous.length === 0) terminal.say(messages.noHistory);
  });
  return exits.done;
}

function rows({ current, previous }: LicenseHistory, terminal: Terminal): string[][] {
  const text = terminal.text.bind(terminal);
  const row = (license: License, replaced: string) => [
    String(license.seq),
    license.jti,
    kindOf(license, terminal),
    license.expires === null ? text(messages.never) : local(new Date(license.expires)),
    deploymentsOf(license, terminal),
    replaced,
  ];
  return [
    [
      messages.number,
      messages.name,
      messages.kind,
      messages.expires,
      messages.deployments,
      messages.replaced,
    ].map(text),
    ...(current ? [row(current, text(messages.inPlace))] : []),
    ...previous.map(({ license, replaced }) => row(license, local(new Date(replaced)))),
  ];
}
