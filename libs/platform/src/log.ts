import { pino, type Logger } from 'pino';

export type { Logger };

/** JSON lines on standard output, each with its service and a time that people can read. */
export function createLogger(service: string, level: string): Logger {
  const options = {
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  // Synchronous, because the other way flushes at exit, and with nobody left to read it never comes to an end.
  return pino(options, pino.destination({ fd: 1, sync: true }));
}
