import { createHash } from 'node:crypto';
import { monotonicMs } from './protocol.js';

/** Long enough that a caller who tries again and again kills no more lanes; short enough to outlast no repair. */
const REMEMBERED_MS = 600_000;
const MOST = 1000;

/** Pictures that killed the lanes that looked at them, for a while. */
export class Poison {
  /** By length, so that no other picture costs a hash. */
  readonly #byLength = new Map<number, Map<string, number>>();
  #count = 0;

  remember(image: Uint8Array): void {
    if (this.#count >= MOST) this.#forget();
    const known = this.#byLength.get(image.length) ?? new Map<string, number>();
    const hash = hashOf(image);
    if (!known.has(hash)) this.#count += 1;
    known.set(hash, monotonicMs() + REMEMBERED_MS);
    this.#byLength.set(image.length, known);
  }

  has(image: Uint8Array): boolean {
    const known = this.#byLength.get(image.length);
    if (!known) return false;
    const until = known.get(hashOf(image));
    return until !== undefined && monotonicMs() < until;
  }

  /** Everything that is over; all there is where nothing is. */
  #forget(): void {
    const now = monotonicMs();
    for (const [length, known] of this.#byLength) {
      for (const [hash, until] of known)
        if (until <= now) {
          known.delete(hash);
          this.#count -= 1;
        }
      if (known.size === 0) this.#byLength.delete(length);
    }
    if (this.#count < MOST) return;
    this.#byLength.clear();
    this.#count = 0;
  }
}

const hashOf = (image: Uint8Array) => createHash('sha256').update(image).digest('base64');
