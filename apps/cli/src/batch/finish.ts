import type { BatchClient } from '@easel/contract';
import type { Exit } from '../exits.js';
import { Progress } from '../progress.js';
import type { Terminal } from '../terminal.js';
import type { Out } from './out.js';
import { tellOutcome } from './outcome.js';
import { saveResults } from './results-file.js';
import { watch } from './watch.js';

/** Watches a batch to its end, and fetches what came of it. */
export async function finish(
  desk: { api: BatchClient; terminal: Terminal },
  id: string,
  out: Out,
): Promise<Exit> {
  using progress = new Progress(desk.terminal);
  const batch = await watch({ ...desk, progress }, id);
  if (batch.state === 'finished') await saveResults(desk, id, out);
  return tellOutcome(batch, out, desk.terminal);
}
