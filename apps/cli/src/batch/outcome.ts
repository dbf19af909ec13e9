import type { BatchStatus } from '@easel/contract';
import { exits, type Exit } from '../exits.js';
import { whole } from '../figures.js';
import { messages } from '../messages.js';
import type { Terminal } from '../terminal.js';
import { shown, type Out } from './out.js';

/** What became of a batch that has ended. The results of a cancelled one are not in the file. */
export function tellOutcome(batch: BatchStatus, { out }: Out, terminal: Terminal): Exit {
  const { language } = terminal;
  const text = terminal.text.bind(terminal);
  const count = (value: number) => whole(value, language);
  const of = (part: number) => text(messages.picturesOf(count(part), count(batch.pictures)));
  const { state, pictures, done, failed, errors, id } = batch;
  if (state === 'cancelled') {
    terminal.show(batch, () => terminal.say(messages.wasCancelled(of(done), id)));
    return exits.cancelled;
  }
  if (failed === 0) {
    const all = text(messages.allClassified(count(pictures), shown(out)));
    terminal.show(batch, () => terminal.line(terminal.paint('green', all)));
    return exits.done;
  }
  const codes = Object.entries(errors)
    .map(([code, times]) => text(messages.byCode(count(times), code)))
    .join(text(messages.separator));
  const some = text(messages.someFailed(of(failed), codes, shown(out)));
  terminal.show(batch, () => terminal.line(terminal.paint('yellow', some)));
  return exits.picturesFailed;
}
