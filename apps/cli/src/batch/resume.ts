import { exits, type Exit } from '../exits.js';
import { explain } from '../explain.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import { finish } from './finish.js';
import { outOf, type OutOptions } from './out.js';
import { checkOut } from './results-file.js';
import { beginning } from './run.js';
import { batchesOf, type BatchDesk } from './where.js';

/** `easel batch resume`: goes on from wherever it was left, be that half an upload. */
export async function resume(
  desk: BatchDesk,
  named: string | undefined,
  options: OutOptions,
): Promise<Exit> {
  const { runs, terminal } = desk;
  const known = named === undefined ? runs.last() : runs.find(named);
  const out = outOf(options, known);
  checkOut(out);
  let id = named ?? known?.id;
  if (known && id === null) ({ id } = await beginning(desk, { ...known, ...out }));
  if (id === undefined || id === null) throw new Failure(exits.refused, messages.nothingBegun);
  const api = await batchesOf(desk, known);
  try {
    const { state } = await api.get(id);
    if (state === 'paused') {
      await api.ask(id, 'resume');
      terminal.note(messages.wasPaused);
    }
  } catch (error) {
    throw explain(error, api.url);
  }
  return finish({ api, terminal }, id, out);
}
