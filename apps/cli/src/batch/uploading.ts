import { duration, size } from '../figures.js';
import { messages } from '../messages.js';
import type { Progress } from '../progress.js';
import type { Terminal } from '../terminal.js';
import type { Sendable } from './sendable.js';

/** The bytes of an upload, and how far it is while they are taken. */
export async function* uploading(
  { bytes, open }: Sendable,
  { terminal, progress }: { terminal: Terminal; progress: Progress },
): AsyncGenerator<Buffer, void, void> {
  const { language } = terminal;
  const began = performance.now();
  let sent = 0;
  for await (const chunk of open()) {
    yield chunk;
    sent += chunk.length;
    const rate = (sent / Math.max(performance.now() - began, 1)) * 1000;
    const figures = [
      messages.sentOf(size(sent, language), size(Math.max(sent, bytes), language)),
      messages.perSecond(size(rate, language)),
      messages.timeLeft(duration((bytes - sent) / rate, language)),
    ].map((words) => terminal.text(words));
    progress.show({ label: messages.uploading, share: sent / bytes, figures });
  }
  progress.note(messages.unpacking);
}
