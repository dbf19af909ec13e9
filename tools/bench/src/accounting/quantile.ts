/** The value that a share `q` of the numbers do not exceed (nearest rank). NaN of nothing. */
export function quantile(rising: ArrayLike<number>, q: number): number {
  const rank = Math.max(1, Math.ceil(q * rising.length));
  return rising[rank - 1] ?? NaN;
}

/** The middle of the numbers, in any order; of an even count the mean of the two. NaN of nothing. */
export function median(numbers: readonly number[]): number {
  const rising = numbers.toSorted((a, b) => a - b);
  const half = rising.length / 2;
  const [low = NaN, high = NaN] = [rising[Math.ceil(half) - 1], rising[Math.floor(half)]];
  return (low + high) / 2;
}
