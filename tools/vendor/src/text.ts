/** A line of an aligned table: its label and what stands beside it. */
export type Row = readonly [label: string, value: string];

/** Rows under each other, the values in one column. */
export function aligned(rows: readonly Row[], indent = '  '): string {
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  return rows.map(([label, value]) => `${indent}${label.padEnd(width)}${value}`).join('\n');
}

/** Somebody else's text on our terminal: it moves no cursor and hides nothing. */
export const plain = (text: string): string =>
  text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '\uFFFD');

export const count = (n: number, one: string): string => `${n} ${n === 1 ? one : `${one}s`}`;
