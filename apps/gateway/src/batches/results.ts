import { setImmediate as turn } from 'node:timers/promises';
import type { Batch, Row } from '@easel/jobs';

/** The rows of these chunks, a chunk at a time, as lines of JSON. */
export async function* jsonLines(batch: Batch, chunks: number[]): AsyncGenerator<string> {
  for await (const rows of read(batch, chunks))
    yield rows.map((row) => `${JSON.stringify(rounded(row))}\n`).join('');
}

/**
 * The same for spreadsheets (RFC 4180): id, error_code, error_msg, and a name and a score for each of `width` results.
 */
export async function* csvLines(
  batch: Batch,
  chunks: number[],
  width: number,
): AsyncGenerator<string> {
  const ranks = Array.from({ length: width }, (_, at) => at);
  const named = ranks.flatMap((at) => [`name_${at + 1}`, `score_${at + 1}`]);
  yield toLine(['id', 'error_code', 'error_msg', ...named]);
  for await (const rows of read(batch, chunks))
    yield rows
      .map((row) => {
        if ('error_code' in row)
          return toLine([row.id, row.error_code, row.error_msg, ...ranks.flatMap(() => ['', ''])]);
        const { id, results } = rounded(row);
        const cells = ranks.flatMap((at) => [results[at]?.name ?? '', results[at]?.score ?? '']);
        return toLine([id, '', '', ...cells]);
      })
      .join('');
}

async function* read(batch: Batch, chunks: number[]): AsyncGenerator<Row[]> {
  for (const chunk of chunks) {
    yield batch.readResults(chunk);
    await turn();
  }
}

function rounded<R extends Row>(row: R): R {
  if (!('results' in row)) return row;
  // A float32 has no more than seven digits.
  const round = ({ name, score }: { name: string; score: number }) => ({
    name,
    score: Number(score.toPrecision(7)),
  });
  return { ...row, results: row.results.map(round) };
}

const toLine = (cells: (string | number)[]) => `${cells.map(toCell).join(',')}\r\n`;

function toCell(value: string | number): string {
  if (typeof value === 'number') return String(value);
  // A spreadsheet would run what begins like a formula, and a file's name is anybody's.
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
