export const DAY = 86_400;

/** Whole seconds since 1970. */
export const nowSeconds = (): number => Math.floor(Date.now() / 1000);

/** `2026-02-28 00:00:00 UTC`. @param seconds since 1970. */
export const dateOf = (seconds: number): string =>
  `${new Date(seconds * 1000).toISOString().slice(0, 19).replace('T', ' ')} UTC`;
