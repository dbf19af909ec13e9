import { ModelError } from './model-error.js';

/** Class names, one a line, kept as they were written: commas, quotes and spaces are part of a name. */
export function parseLabels(text: string, file: string): string[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  const empty = lines.findIndex((line) => line.trim() === '');
  if (lines.length === 0) throw new ModelError(`${file} holds no labels`);
  if (empty >= 0) throw new ModelError(`line ${empty + 1} of ${file} is empty`);
  return lines;
}
