import { draw, encode, labels, pictureSeed } from '@easel/demo-model';
import type { BatchRow, EaselClient } from '@easel/contract';
import { tarOf, type TarFile } from './tar.js';
import { demo } from './test-site.js';

/** How far a score may be from what a caller got: lanes may have run pictures together. */
const CLOSE = 1e-3;

interface Known {
  bytes: Buffer;
  name: string;
  score: number;
}

/**
 * Many pictures of few: each is one of some small ones, of which is known what a caller gets. Their scores tell them
 * apart, so that a row that is another picture's is seen.
 */
export class KnownPictures {
  readonly #known: Known[];

  private constructor(known: Known[]) {
    this.#known = known;
  }

  static async ask(client: EaselClient): Promise<KnownPictures> {
    const known: Known[] = [];
    for (const [index, label] of [...labels, ...labels].entries()) {
      const picture = draw(label, pictureSeed('fresh', 0, index), { width: 160, height: 120 });
      const bytes = Buffer.from(await encode(picture, 'jpg'));
      const answer = await client.classify(demo, bytes, 1);
      if (!('results' in answer)) throw new Error(answer.error_msg);
      const [first] = answer.results;
      if (first) known.push({ bytes, ...first });
    }
    return new KnownPictures(known);
  }

  tar(count: number): ReadableStream<Uint8Array> {
    return tarOf(count, (at): TarFile => ({ name: idOf(at), bytes: this.#at(at).bytes }));
  }

  /** What is not as it must be: exactly one row for each picture, in order, and the right one. */
  faults(rows: readonly BatchRow[], count: number): string[] {
    const times = new Map<string, number>();
    for (const { id } of rows) times.set(id, (times.get(id) ?? 0) + 1);
    const ids = Array.from({ length: count }, (_, at) => idOf(at));
    const strange = rows.length - ids.reduce((sum, id) => sum + (times.get(id) ?? 0), 0);
    return [
      [ids.filter((id) => !times.has(id)).length, 'lost'],
      [ids.filter((id) => (times.get(id) ?? 0) > 1).length, 'more than once'],
      [strange, 'nobody asked for'],
      [rows.filter((row, at) => row.id !== ids[at]).length, 'out of place'],
      [rows.filter((row, at) => !this.#isRight(row, at)).length, 'with another result'],
    ].flatMap(([many, what]) => (many === 0 ? [] : [`${many} ${what}`]));
  }

  #isRight(row: BatchRow, at: number): boolean {
    if (!('results' in row)) return false;
    const [first] = row.results;
    const { name, score } = this.#at(at);
    return first?.name === name && Math.abs(first.score - score) < CLOSE;
  }

  #at(at: number): Known {
    const known = this.#known[at % this.#known.length];
    if (!known) throw new Error('no pictures are known');
    return known;
  }
}

const idOf = (at: number) => `picture-${String(at).padStart(7, '0')}.jpg`;
