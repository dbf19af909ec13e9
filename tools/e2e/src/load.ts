import { setTimeout as sleep } from 'node:timers/promises';

/** How often each code was answered; `ok` for results, and what went wrong below the answer by its name. */
type Tally = Record<string, number>;

export interface LoadReport {
  tally: Tally;
}

export interface LoadOptions {
  callers: number;
  signal: AbortSignal;
}

/**
 * As many callers as asked for, each with one request under way, until the signal. What a caller is refused it tries
 * again a little later, as a real one would.
 */
export async function load(
  post: () => Promise<unknown>,
  { callers, signal }: LoadOptions,
): Promise<LoadReport> {
  const tally: Tally = {};
  const call = async () => {
    while (!signal.aborted) {
      const what = await post().then(outcome, failure);
      tally[what] = (tally[what] ?? 0) + 1;
      if (what !== 'ok') await sleep(50);
    }
  };
  await Promise.all(Array.from({ length: callers }, call));
  return { tally };
}

function outcome(answer: unknown): string {
  const { error_code: code } = answer as { error_code?: number };
  return code === undefined ? 'ok' : String(code);
}

function failure(error: unknown): string {
  const { cause } = error as { cause?: { code?: string } };
  return cause?.code ?? String(error);
}
