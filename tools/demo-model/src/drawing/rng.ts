/** A seeded source of chance (sfc32): the same seed and topic give the same numbers on every machine. */
export class Rng {
  readonly #seed: number;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  /**
   * @param seed a whole number of 0 to 2^32 - 1.
   * @param topic what the numbers decide; two topics of one seed are unrelated.
   */
  constructor(seed: number, topic: string) {
    this.#seed = seed;
    let hash = mix(seed);
    for (const char of topic) hash = mix(hash ^ char.charCodeAt(0));
    this.#a = hash;
    this.#b = mix(hash ^ 0x51ed270b);
    this.#c = mix(hash ^ 0x2f6e2b1);
    for (let round = 0; round < 12; round += 1) this.uint32();
  }

  /** Another topic of the same seed. */
  on(topic: string): Rng {
    return new Rng(this.#seed, topic);
  }

  uint32(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return sum >>> 0;
  }

  /** From `low` up to, not including, `high`. */
  between(low: number, high: number): number {
    return low + ((high - low) * this.uint32()) / 2 ** 32;
  }

  /** A whole number from `low` to `high`, both included. */
  whole(low: number, high: number): number {
    return Math.floor(this.between(low, high + 1));
  }

  chance(probability: number): boolean {
    return this.between(0, 1) < probability;
  }

  /** -1 or 1. */
  sign(): number {
    return this.chance(0.5) ? -1 : 1;
  }

  /** Mean 0, deviation 1, never beyond 3.5: the sum of four even chances, since every pixel asks. */
  normal(): number {
    const low = this.uint32();
    const high = this.uint32();
    const sum = (low & 0xffff) + (low >>> 16) + (high & 0xffff) + (high >>> 16);
    return (sum / 0x10000 - 2) * Math.sqrt(3);
  }

  /** Shuffles in place, every order equally likely. */
  shuffle<T extends Uint32Array | unknown[]>(items: T): T {
    for (let last = items.length - 1; last > 0; last -= 1) {
      const other = this.whole(0, last);
      const held = items[last];
      items[last] = items[other];
      items[other] = held;
    }
    return items;
  }
}

/** Scatters the bits of a 32-bit number (murmur3's finalizer). */
export function mix(value: number): number {
  let bits = value;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}
