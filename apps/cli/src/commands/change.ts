import { AdminRefusal, type LicenseChange } from '@easel/contract';
import { exits, type Exit } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import { outcomes, rehearsals } from '../messages/terms.js';
import type { Colour, Terminal } from '../terminal.js';
import { moment } from '../times.js';
import { licenseFields } from './license-fields.js';

const exitOf: Record<LicenseChange['outcome'], Exit> = {
  installed: exits.done,
  queued: exits.done,
  kept: exits.done,
  unchanged: exits.done,
  would_drop: exits.needsYes,
  refused: exits.refused,
};

const colours: Record<LicenseChange['outcome'], Colour> = {
  installed: 'green',
  queued: 'green',
  kept: 'yellow',
  unchanged: 'green',
  would_drop: 'yellow',
  refused: 'red',
};

/**
 * Has the licence changed, and says what became of it. Where a deployment in service would lose its licence, a
 * person is asked first, and without one nothing is done.
 * @param change with `mayDrop` it is done all the same.
 */
export async function carryOut(
  terminal: Terminal,
  change: (mayDrop: boolean) => Promise<LicenseChange>,
  yes: boolean,
): Promise<Exit> {
  const first = await attempt(change, yes);
  tellChange(first, terminal);
  if (first.change.outcome !== 'would_drop') return exitOf[first.change.outcome];
  if (terminal.json) return exits.needsYes;
  if (!terminal.attended || !(await terminal.confirm(messages.dropAnyway))) {
    terminal.say(messages.addYes);
    return exits.needsYes;
  }
  const second = await attempt(change, true);
  terminal.show(second.change, (change) => tellOutcome(change, terminal));
  return exitOf[second.change.outcome];
}

/** A change and the document that it came in, which for one not done is a problem. */
interface Attempt {
  change: LicenseChange;
  document: unknown;
}

async function attempt(
  change: (mayDrop: boolean) => Promise<LicenseChange>,
  mayDrop: boolean,
): Promise<Attempt> {
  try {
    const done = await change(mayDrop);
    return { change: done, document: done };
  } catch (error) {
    const refused = error instanceof Failure ? error.cause : undefined;
    if (!(refused instanceof AdminRefusal) || !refused.result) throw error;
    return { change: refused.result, document: refused.problem };
  }
}

/** Before and after, then what became of it. */
export function tellChange({ change, document }: Attempt, terminal: Terminal): Exit {
  if (terminal.json) terminal.document(document);
  else
    terminal.show(change, (change) => {
      const rows = comparison(change, terminal);
      terminal.table(rows);
      if (rows.length > 0) terminal.line();
      tellOutcome(change, terminal);
    });
  return exitOf[change.outcome];
}

function comparison({ before, after }: LicenseChange, terminal: Terminal): string[][] {
  if (!after) return [];
  const old = new Map(
    (before ? licenseFields(before, terminal) : []).map(([name = '', value = '']) => [name, value]),
  );
  const fields = licenseFields(after, terminal).map(([name = '', value = '']) => {
    const was = old.get(name) ?? '-';
    return [name, was, was === value ? value : terminal.paint('bold', value)];
  });
  const heading = ['', terminal.text(messages.before), terminal.text(messages.after)];
  return [heading, ...fields];
}

function tellOutcome(change: LicenseChange, terminal: Terminal): void {
  const { outcome, dry_run: rehearsal, after, dropped, keyset } = change;
  const became = terminal.paint(
    colours[outcome],
    terminal.text((rehearsal ? rehearsals : outcomes)[outcome]),
  );
  terminal.say(messages.becomes(became, terminal.text(change.reason)));
  if (outcome === 'queued' && after)
    terminal.say(messages.countsFrom(moment(after.begins, terminal.language)));
  if (dropped.length > 0)
    terminal.say(messages.drops(dropped.join(terminal.text(messages.separator))));
  if (keyset?.taken === true && !rehearsal) terminal.say(messages.keysetTaken(keyset.version));
}
