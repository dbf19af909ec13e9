import type { BatchClient, BatchStatus } from '@easel/contract';
import { explain } from '../explain.js';
import { duration, whole } from '../figures.js';
import { onInterrupt } from '../interruption.js';
import { messages } from '../messages.js';
import { stages } from '../messages/terms.js';
import type { Progress } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { follow } from './follow.js';
import { reason } from './passing.js';
import { hindrance } from './hindrance.js';

interface Watched {
  api: BatchClient;
  terminal: Terminal;
  progress: Progress;
}

/** Shows how far a batch is, until its end. Ctrl-C, and a connection that is lost, change nothing about it. */
export async function watch(
  { api, terminal, progress }: Watched,
  id: string,
): Promise<BatchStatus> {
  using _ = onInterrupt(() => progress.note(messages.goesOn(id)));
  const lost = (error: unknown) => progress.note(messages.lostBatch(reason(error, api.url)));
  let last: BatchStatus | undefined;
  try {
    for await (const batch of follow(api, id, lost)) {
      progress.show(stage(batch, terminal));
      last = batch;
    }
  } catch (error) {
    throw explain(error, api.url);
  }
  if (!last) throw new Error('a batch ended without saying so');
  return last;
}

function stage(batch: BatchStatus, terminal: Terminal) {
  const { state, done, pictures, failed, images_per_second: rate } = batch;
  const { language } = terminal;
  const count = (value: number) => whole(value, language);
  const figures = [messages.picturesOf(count(done), count(pictures))];
  if (state === 'running' && rate !== null && rate > 0) {
    figures.push(
      messages.perSecond(
        new Intl.NumberFormat(language, { maximumSignificantDigits: 3 }).format(rate),
      ),
    );
    figures.push(messages.timeLeft(duration((pictures - done) / rate, language)));
  }
  if (failed > 0) figures.push(messages.failures(count(failed)));
  const why = hindrance(batch);
  return {
    label: why ? messages.waits(why) : stages[state],
    share: pictures === 0 ? 1 : done / pictures,
    figures: () => figures,
  };
}
