/** Remembers what was made for the last few keys: cameras send pictures of the same size all day. */
export class Recent<Value> {
  readonly #made = new Map<string, Value>();
  readonly #limit: number;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get(key: string, make: () => Value): Value {
    const kept = this.#made.get(key);
    const value = kept ?? make();
    this.#made.delete(key); // to the end: the first of a Map is the one that was longest not asked for
    this.#made.set(key, value);
    const [oldest] = this.#made.keys();
    if (this.#made.size > this.#limit && oldest !== undefined) this.#made.delete(oldest);
    return value;
  }
}
