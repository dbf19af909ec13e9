import { pino, type Logger } from 'pino';

export type { Logger };

/** JSON lines on standard output, each with its service and a time that people can read. */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}
