import { createInterface } from 'node:readline/promises';
import { styleText } from 'node:util';
import password from '@inquirer/password';
import type { Words } from '@easel/contract';
import type { Language } from './language.js';
import { legible } from './legible.js';
import { table } from './table.js';

export type Colour = Parameters<typeof styleText>[0];

/** What the operator reads and types. Answers go to standard output; questions and notes to standard error. */
export class Terminal {
  readonly language: Language;
  /** Machines read: documents in place of sentences. */
  readonly json: boolean;

  constructor(language: Language, json: boolean) {
    this.language = language;
    this.json = json;
  }

  /** Whether somebody is there to be asked. */
  get attended(): boolean {
    return process.stdin.isTTY && process.stderr.isTTY && !process.stdin.readableEnded;
  }

  /** Characters to a line; undefined where lines may be of any length. */
  get columns(): number | undefined {
    if (process.stdout.isTTY) return process.stdout.columns;
    const asked = Number(process.env.COLUMNS ?? 0);
    return asked > 0 ? asked : undefined;
  }

  text(words: Words): string {
    return words[this.language];
  }

  /** Coloured where colours are seen and wanted: not in a file, not with NO_COLOR. */
  paint(colour: Colour, text: string): string {
    return styleText(colour, text, { stream: process.stdout });
  }

  say(words: Words): void {
    this.line(this.text(words));
  }

  line(text = ''): void {
    process.stdout.write(`${text}\n`);
  }

  table(rows: string[][]): void {
    for (const row of table(rows)) this.line(row);
  }

  /** What the API answered: as it came for machines, told by `tell` for people. */
  show<T>(document: T, tell: (document: T) => void): void {
    if (this.json) this.document(document);
    else tell(legible(document));
  }

  document(document: unknown): void {
    this.line(JSON.stringify(document, null, 2));
  }

  /** For a part of something greater, which has the one document for machines; people are told of it as ever. */
  step(): Step {
    return new Step(this.language, this.json);
  }

  /** Beside the answer. */
  note(words: Words): void {
    process.stderr.write(`${this.text(words)}\n`);
  }

  /** Asks for what nobody may see, not even its length. Only where somebody attends. */
  secret(words: Words): Promise<string> {
    return password(
      {
        message: this.text(words),
        toggleMask: false,
        theme: { prefix: '', style: { maskedText: '' } },
      },
      { output: process.stderr },
    );
  }

  /** Asks yes or no; whatever is not yes is no. */
  async confirm(words: Words): Promise<boolean> {
    const lines = createInterface({ input: process.stdin, output: process.stderr });
    // readline takes Ctrl-C for itself, and would leave the question open for ever.
    lines.on('SIGINT', () => process.emit('SIGINT'));
    const answer = await lines.question(`${this.text(words)} [y/N] `);
    lines.close();
    return /^\s*(y|yes|是)\s*$/i.test(answer);
  }
}

/** Keeps the document of a part, for whoever has the whole. */
export class Step extends Terminal {
  kept: unknown;

  override document(document: unknown): void {
    this.kept = document;
  }
}
