const WINDOW_MS = 60_000;

/** How fast something goes lately, from when its parts were done. */
export class Pace {
  #parts: { count: number; atMs: number }[] = [];

  /** @param atMs milliseconds since 1970. */
  add(count: number, atMs: number): void {
    this.#parts.push({ count, atMs });
  }

  /** Over the last minute; null with fewer than two parts in it: one was begun nobody knows when. */
  perSecond(nowMs: number): number | null {
    this.#parts = this.#parts.filter(({ atMs }) => nowMs - atMs <= WINDOW_MS);
    const [first, ...others] = this.#parts.toSorted((a, b) => a.atMs - b.atMs);
    const last = others.at(-1);
    if (!first || !last || last.atMs === first.atMs) return null;
    const count = others.reduce((sum, part) => sum + part.count, 0);
    return (count * 1000) / (last.atMs - first.atMs);
  }
}
