import type { Logger } from './log.js';

export interface ShutdownOptions {
  log: Logger;
  /** How long all steps together may take; after it the process leaves whatever is still open. */
  patienceMs: number;
}

/**
 * Runs `steps` in order once the process is told to stop, then ends it. Told means SIGTERM, SIGINT, or that the
 * process that forked it is gone: nothing outlives `npm start`. With 0 when all steps are through, with 1 when patience
 * is at its end.
 */
export function onShutdown(
  { log, patienceMs }: ShutdownOptions,
  ...steps: (() => unknown)[]
): void {
  let stopping = false;
  const stop = async (why: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'stopping');
    setTimeout(() => {
      log.error(`not stopped after ${patienceMs} ms, leaving`);
      process.exit(1);
    }, patienceMs).unref();
    for (const step of steps) {
      try {
        await step();
      } catch (err) {
        log.error({ err }, 'a shutdown step failed');
      }
    }
    log.info('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop('SIGTERM'));
  process.on('SIGINT', () => void stop('SIGINT'));
  process.on('disconnect', () => void stop('parent gone'));
}
