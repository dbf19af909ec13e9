/** The same, but without what would steer the terminal: customers' names and reasons were written elsewhere. */
export const legible = <T>(document: T): T =>
  JSON.parse(JSON.stringify(document), (_key, value: unknown) =>
    typeof value === 'string' ? value.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�') : value,
  ) as T;
