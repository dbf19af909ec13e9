import { labels, type Label } from '../labels.js';

/** How often pictures of each label were given each name. */
export class Confusion {
  readonly #counts = new Map<string, number>();

  add(shown: Label, named: Label): void {
    this.#counts.set(`${shown} ${named}`, this.count(shown, named) + 1);
  }

  count(shown: Label, named: Label): number {
    return this.#counts.get(`${shown} ${named}`) ?? 0;
  }

  get total(): number {
    return labels.reduce((sum, label) => sum + this.shown(label), 0);
  }

  /** How many pictures showed `label`. */
  shown(label: Label): number {
    return labels.reduce((sum, named) => sum + this.count(label, named), 0);
  }

  /** The share of all pictures that were named rightly. */
  get accuracy(): number {
    return labels.reduce((sum, label) => sum + this.count(label, label), 0) / this.total;
  }

  /** The share of the pictures of `label` that were named so. */
  recall(label: Label): number {
    return this.count(label, label) / this.shown(label);
  }

  /** The label that is missed most often. */
  get weakest(): Label {
    return labels.reduce((weakest, label) =>
      this.recall(label) < this.recall(weakest) ? label : weakest,
    );
  }

  /** A Markdown table: what a picture shows down, what it was named across. */
  toString(): string {
    const row = (cells: string[]) =>
      `| ${cells.map((cell, column) => (column ? cell.padStart(7) : cell.padEnd(7))).join(' | ')} |`;
    return [
      row(['', ...labels, 'recall']),
      row(['-------', ...labels, ''].map((_, column) => (column ? '------:' : '-------'))),
      ...labels.map((shown) => {
        const named = labels.map((label) => String(this.count(shown, label)));
        return row([shown, ...named, percent(this.recall(shown))]);
      }),
    ].join('\n');
  }
}

export const percent = (share: number): string => `${(100 * share).toFixed(1)} %`;
