import type { BatchClient, BatchStatus } from '@easel/contract';
import { explain } from '../explain.js';
import { onInterrupt } from '../interruption.js';
import { messages } from '../messages.js';
import type { Progress } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { passing, Patience, reason, soonPassing } from './passing.js';
import type { Run, Runs } from './runs.js';
import { sendable } from './sendable.js';
import { upload } from './upload.js';
import { uploading } from './uploading.js';

/** How often the same is sent before the operator has to say so. */
const TRIES = 5;

interface Beginning {
  api: BatchClient;
  run: Run;
  runs: Runs;
  terminal: Terminal;
  progress: Progress;
}

/** Makes the batch of a run. However often it is tried, there is one: each try brings the run's key. */
export async function begin(beginning: Beginning): Promise<BatchStatus> {
  const { api, run, runs, progress } = beginning;
  await askFirst(api);
  try {
    const batch = await attempts(beginning);
    keep(beginning, { ...run, id: batch.id });
    return batch;
  } catch (error) {
    if (passing(error)) progress.note(messages.laterAgain);
    else runs.forget(run);
    throw explain(error, api.url);
  }
}

/** What is refused anyway is refused before gigabytes are sent. */
async function askFirst(api: BatchClient): Promise<void> {
  try {
    await api.list({ limit: 1 });
  } catch (cause) {
    throw explain(cause, api.url);
  }
}

async function attempts(beginning: Beginning): Promise<BatchStatus> {
  const { api, run, runs, progress } = beginning;
  let sentWhole = false;
  using _ = onInterrupt(() => {
    if (!sentWhole) runs.forget(run);
    progress.note(sentWhole ? messages.perhapsBegun : messages.notBegun);
  });
  const create = await creation(beginning, () => (sentWhole = true));
  keep(beginning, run);
  const patience = new Patience();
  for (let tried = 1; ; tried += 1)
    try {
      return await create();
    } catch (error) {
      if (!soonPassing(error) || tried === TRIES) throw error;
      if (tried === 1) progress.note(messages.sendAgain(reason(error, api.url)));
      await patience.wait();
    }
}

/** @returns what makes the batch, from the beginning each time. @param sent is told when all of it went out. */
async function creation(
  { api, run, terminal, progress }: Beginning,
  sent: () => void,
): Promise<() => Promise<BatchStatus>> {
  const { source, options, key } = run;
  if ('folder' in source)
    return () => {
      sent();
      return api.create({ folder: source.folder }, { ...options, key });
    };
  const what = await sendable(source.paths, source.all, progress);
  const headers = { 'content-type': 'application/octet-stream', 'idempotency-key': key };
  async function* body() {
    yield* uploading(what, { terminal, progress });
    sent();
  }
  return () => upload(api.address(options), headers, body());
}

/** Without it nothing is lost but the way back. */
function keep({ runs, progress }: Beginning, run: Run): void {
  try {
    runs.keep(run);
  } catch (error) {
    progress.note(messages.runNotKept((error as NodeJS.ErrnoException).code ?? 'unknown'));
  }
}
