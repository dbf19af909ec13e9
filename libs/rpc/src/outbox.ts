/** A message of this size is worth sending alone: there is little left to save, and receivers bound what they take. */
const ENOUGH_BYTES = 1024 * 1024;

/**
 * Gathers what one turn of the event loop has to say to one receiver, and sends it as one message at the turn's end:
 * most of what a message costs, wake-ups at either end, does not grow with what is in it.
 */
export class Outbox<T> {
  readonly #send: (items: T[]) => void;
  #items: T[] = [];
  #bytes = 0;
  #turn: NodeJS.Immediate | undefined;

  constructor(send: (items: T[]) => void) {
    this.#send = send;
  }

  /** @param bytes how large it is, where that can be large. */
  add(item: T, bytes = 0): void {
    if (this.#bytes + bytes > ENOUGH_BYTES) this.flush();
    this.#items.push(item);
    this.#bytes += bytes;
    this.#turn ??= setImmediate(() => this.flush());
  }

  /** Sends what is there now. */
  flush(): void {
    const items = this.#items;
    this.clear();
    if (items.length > 0) this.#send(items);
  }

  /** Forgets what is there. */
  clear(): void {
    clearImmediate(this.#turn);
    this.#turn = undefined;
    this.#items = [];
    this.#bytes = 0;
  }
}
