import { messages } from '../messages.js';
import type { Delivered } from './deliver.js';
import type { Ground } from './ground.js';
import type { Stack } from './stack.js';

/** What a delivery came to, and where callers find it. */
export function tellDelivered({ terminal }: Ground, stack: Stack, delivered: Delivered): void {
  const { name, classifyUrl: url } = stack;
  terminal.show({ ...delivered, url }, ({ version }) =>
    terminal.say(messages.inService(name, version, url)),
  );
}
