import { messages } from '../messages.js';
import type { Delivered } from './deliver.js';
import type { Ground } from './ground.js';
import type { Stack } from './stack.js';

/** What a delivery came to, and where callers find it. @param more for machines */
export function tellDelivered(
  { terminal }: Ground,
  stack: Stack,
  { delivered, more = {} }: { delivered: Delivered; more?: Record<string, unknown> | undefined },
): void {
  const { name, classifyUrl: url } = stack;
  terminal.show({ ...delivered, url, ...more }, ({ version }) =>
    terminal.say(messages.inService(name, version, url)),
  );
}
