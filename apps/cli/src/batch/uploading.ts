import { duration, size } from '../figures.js';
import { messages } from '../messages.js';
import type { Progress } from '../progress.js';
import type { Terminal } from '../terminal.js';
import type { Sendable } from './sendable.js';

/** Seconds after which a rate says something. */
const TELLING = 1;

/** The bytes of an upload, and how far it is while they are taken. */
export async function* uploading(
  { bytes, open }: Sendable,
  { terminal, progress }: { terminal: Terminal; progress: Progress },
): AsyncGenerator<Buffer, void, void> {
  const { language } = terminal;
  const began = performance.now();
  let sent = 0;
  const figures = () => {
    const sentOf = messages.sentOf(size(sent, language), size(Math.max(sent, bytes), language));
    const seconds = (performance.now() - began) / 1000;
    if (seconds < TELLING) return [sentOf];
    const rate = sent / seconds;
    const left = duration((bytes - sent) / rate, language);
    return [sentOf, messages.perSecond(size(rate, language)), messages.timeLeft(left)];
  };
  for await (const chunk of open()) {
    yield chunk;
    sent += chunk.length;
    progress.show({ label: messages.uploading, share: sent / bytes, figures });
  }
  progress.note(messages.unpacking);
}
