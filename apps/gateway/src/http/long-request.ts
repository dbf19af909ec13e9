import type { IncomingMessage } from 'node:http';

const long = new WeakSet<IncomingMessage>();

/** Lets `request` come for as long as it does: whoever reads it sees to it that it comes. */
export function letTakeLong(request: IncomingMessage): void {
  long.add(request);
}

export const mayTakeLong = (request: IncomingMessage): boolean => long.has(request);
