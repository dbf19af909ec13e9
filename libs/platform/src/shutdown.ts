import type { Logger } from './log.js';

/** Longer than any request's deadline; after it the process leaves whatever is still open. */
const PATIENCE_MS = 20_000;

/**
 * Runs `steps` in order once the process is told to stop, then ends it. Told means SIGTERM, SIGINT, or that the
 * process that forked it is gone: nothing outlives `npm start`.
 */
export function onShutdown(log: Logger, ...steps: (() => unknown)[]): void {
  let stopping = false;
  const stop = async (why: string) => {
    if (stopping) return;
    stopping = true;
    log.info({ why }, 'stopping');
    setTimeout(() => {
      log.error(`not stopped after ${PATIENCE_MS} ms, leaving`);
      process.exit(1);
    }, PATIENCE_MS).unref();
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
