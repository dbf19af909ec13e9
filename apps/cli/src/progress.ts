import stringWidth from 'string-width';
import type { Terminal } from './terminal.js';
import type { Words } from '@easel/contract';

const LONGEST_BAR = 30;

/** Milliseconds: an eye sees no more. */
const BETWEEN = 100;

interface Stage {
  /** What is being done. */
  label: Words;
  /** Of 1. */
  share: number;
  /** What there is to say about it, in parts; asked for only when it is shown. */
  figures: () => Words[];
}

/**
 * How far something is, on standard error: one line that is drawn again and again where somebody watches, else a line
 * for every tenth of it. Machines are told nothing.
 */
export class Progress implements Disposable {
  readonly #terminal: Terminal;
  #drawn = false;
  #drawnAt = -Infinity;
  #said = '';

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
  }

  show({ label, share, figures }: Stage): void {
    if (this.#terminal.json) return;
    const part = Math.min(1, Math.max(0, share));
    const step = `${label.en} ${Math.floor(part * 10)}`;
    const fresh = step !== this.#said;
    this.#said = step;
    const { isTTY: watched } = process.stderr;
    const soon = !watched || performance.now() - this.#drawnAt < BETWEEN;
    if (!fresh && soon) return;
    const text = this.#terminal.text.bind(this.#terminal);
    const rest = [`${Math.floor(part * 100)} %`, ...figures().map(text)].join('  ');
    if (!watched) {
      process.stderr.write(`${text(label)}  ${rest}\n`);
      return;
    }
    this.#drawnAt = performance.now();
    this.#drawn = true;
    process.stderr.write(`\r${drawn(text(label), rest, part)}\u001b[K`);
  }

  /** Beside it: the line goes, and comes again with the next that is shown. */
  note(words: Words): void {
    this.#clear();
    this.#terminal.note(words);
  }

  [Symbol.dispose](): void {
    this.#clear();
  }

  #clear(): void {
    if (this.#drawn) process.stderr.write('\r\u001b[K');
    this.#drawn = false;
    this.#drawnAt = -Infinity;
  }
}

/** A line that does not reach the last column, where terminals would break it. */
function drawn(name: string, rest: string, share: number): string {
  const columns = (process.stderr.columns || 80) - 1;
  const room = columns - stringWidth(name) - stringWidth(rest) - 4;
  if (room < 5) return cut(`${name}  ${rest}`, columns);
  const length = Math.min(LONGEST_BAR, room);
  const full = Math.floor(share * length);
  return `${name} [${'#'.repeat(full)}${'-'.repeat(length - full)}] ${rest}`;
}

function cut(text: string, columns: number): string {
  let [line, width] = ['', 0];
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    width += stringWidth(segment);
    if (width > columns) break;
    line += segment;
  }
  return line;
}
