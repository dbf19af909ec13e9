import type { LicenseWhatIf, Words } from '@easel/contract';
import type { Door } from '../door.js';
import { exits, type Exit } from '../exits.js';
import { messages } from '../messages.js';
import { consequences } from '../messages/terms.js';
import { term } from '../term.js';
import type { Terminal } from '../terminal.js';

/** `easel lu --what-if`: before a repair, which part may change. */
export async function whatIf(door: Door, terminal: Terminal): Promise<Exit> {
  terminal.show(await door.ask((client) => client.whatIf()), (standing) => {
    if (!standing.license) {
      terminal.say(messages.noLicense);
      return;
    }
    terminal.table(rows(standing, terminal));
    terminal.line();
    terminal.say(summary(standing, terminal));
  });
  return exits.done;
}

function rows({ parts }: LicenseWhatIf, terminal: Terminal): string[][] {
  const text = terminal.text.bind(terminal);
  return [
    [messages.part, messages.here, messages.ifChanged].map(text),
    ...parts.map(({ part, state, if_changed: changed }) => [
      term(part, terminal),
      term(state, terminal),
      terminal.paint(
        changed === 'matches' ? 'green' : 'yellow',
        text(consequences[changed] ?? { en: changed, zh: changed }),
      ),
    ]),
  ];
}

function summary({ verdict, ...standing }: LicenseWhatIf, terminal: Terminal): Words {
  const { spare, needed, matched, parts } = standing;
  if (verdict === 'mismatch') return messages.alreadyMismatch(matched, needed);
  if (verdict === 'unavailable') return messages.cannotTell;
  if (spare <= 0) return messages.noneMayChange;
  // One that differs already is no longer there to stay.
  const anchors = standing.anchors.filter((anchor) =>
    parts.some(({ part, state }) => part === anchor && state === 'matches'),
  );
  return messages.anyMayChange(
    spare,
    anchors.map((part) => term(part, terminal)),
  );
}
