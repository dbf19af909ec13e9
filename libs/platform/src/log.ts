import { pino, type Logger } from 'pino';
import { LineOutput } from './line-output.js';

export type { Logger };

const WARN = 40;

/**
 * JSON lines on standard output, each with its service and a time that people can read. Warnings and errors are written
 * at once, with what waits before them; whatever is left, when the process ends. A process that is killed may lose the
 * last 100 ms. Where nobody reads, lines are lost, and a line says how many once somebody does.
 */
export function createLogger(service: string, level: string): Logger {
  const output = new LineOutput((lost) =>
    log.warn({ lost }, 'lines of the log are lost: its reader was behind'),
  );
  const log = pino(
    {
      level,
      base: { service },
      timestamp: () => `,"time":"${isoTime(Date.now())}"`,
      formatters: { level: (label) => ({ level: label }) },
      hooks: {
        logMethod(args, write, severity) {
          write.apply(this, args);
          if (severity >= WARN) output.flush();
        },
      },
    },
    output,
  );
  return log;
}

let second = NaN;
let prefix = '';

/** As `toISOString`, which is slow, but for the milliseconds only once a second. */
export function isoTime(now: number): string {
  const ms = now % 1000;
  if (now - ms !== second) {
    second = now - ms;
    prefix = new Date(second).toISOString().slice(0, -'000Z'.length);
  }
  return `${prefix}${String(ms).padStart(3, '0')}Z`;
}
