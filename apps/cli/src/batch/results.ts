import { once } from 'node:events';
import { exits, type Exit } from '../exits.js';
import { explain } from '../explain.js';
import { messages } from '../messages.js';
import { formatOf, outOf, shown, type OutOptions } from './out.js';
import { checkOut, saveResults } from './results-file.js';
import { batchesOf, type BatchDesk } from './where.js';

/** `easel batch results`: what there is so far, into a file or to standard output. */
export async function results(desk: BatchDesk, id: string, options: OutOptions): Promise<Exit> {
  const { terminal, runs } = desk;
  const format = formatOf(options.format, options.out) ?? (terminal.json ? 'jsonl' : 'csv');
  const api = await batchesOf(desk, runs.find(id));
  if (options.out !== undefined) {
    const out = outOf({ ...options, format });
    checkOut(out);
    await saveResults({ api, terminal }, id, out);
    terminal.show({ id, out: out.out }, () =>
      terminal.say(messages.resultsWritten(shown(out.out))),
    );
    return exits.done;
  }
  try {
    const { rows } = await api.file(id, format);
    for await (const bytes of rows) {
      // Whoever reads may have seen enough (`| head`).
      if (process.stdout.errored) break;
      if (!process.stdout.write(bytes))
        await Promise.race(['drain', 'error'].map((event) => once(process.stdout, event)));
    }
  } catch (error) {
    throw explain(error, api.url);
  }
  return exits.done;
}
