import { setTimeout as sleep } from 'node:timers/promises';
import { EaselError } from '@easel/errors';
import type { InferenceClient } from '@easel/inference-client';
import type { Batch, Picture, Row } from '@easel/jobs';
import type { LogIds, Logger } from '@easel/platform';
import type { PictureFiles } from './picture-file.js';
import type { Places } from './places.js';

/** Long: live pictures go first, for as long as they come. */
const DEADLINE_MS = 60_000;
const PAUSE_MS = { first: 100, longest: 5000 };
/** What nobody foresaw may have been an accident. */
const TRIES_OF_UNFORESEEN = 3;

/** Why a chunk is put down without results, though nothing is wrong with it. */
export class PutDown extends Error {
  override name = 'PutDown';
}

export interface Tools {
  inference: Pick<InferenceClient, 'classify'>;
  files: PictureFiles;
  places: Places;
  logIds: LogIds;
  log: Logger;
}

/** The pictures of one chunk on their way to rows. */
export class Chunk {
  readonly #batch: Batch;
  readonly #tools: Tools;
  readonly #mayGoOn: () => string | undefined;
  readonly #end = new AbortController();
  /** What the log has been told: once a chunk, however many pictures meet it. */
  readonly #told = new Set<string>();

  /** @param mayGoOn says why not, where it is so; asked before each picture and each try. */
  constructor(batch: Batch, tools: Tools, mayGoOn: () => string | undefined) {
    this.#batch = batch;
    this.#tools = tools;
    this.#mayGoOn = mayGoOn;
  }

  /**
   * One row for each picture, in order; as long as it takes.
   * @throws PutDown when it may not go on; anything else is what nobody foresaw.
   */
  async rows(pictures: Picture[]): Promise<Row[]> {
    const rows = pictures.map((picture) => this.#row(picture));
    try {
      return await Promise.all(rows);
    } catch (error) {
      this.#end.abort();
      await Promise.allSettled(rows);
      throw error;
    }
  }

  /** Waits for nothing any more. */
  putDown(): void {
    this.#end.abort();
  }

  async #row(picture: Picture): Promise<Row> {
    const { id, error } = picture;
    if (error) return { id, error_code: error.code, error_msg: error.msg };
    using _place = await this.#tools.places.take();
    this.#require();
    try {
      return { id, results: await this.#classify(picture) };
    } catch (thrown) {
      this.#require();
      if (!(thrown instanceof EaselError)) throw thrown;
      if (thrown.code === 337000) throw new PutDown(thrown.message);
      if (thrown.code === 336000)
        this.#tell('pictures have no answer, for a reason that nobody foresaw', thrown, id);
      return { id, error_code: thrown.code, error_msg: thrown.message };
    }
  }

  /** @throws EaselError that another try would not mend, and 337000. */
  async #classify(picture: Picture) {
    const { deployment, version, topNum } = this.#batch.description;
    const image = await this.#tools.files.read(this.#batch, picture);
    let pause = PAUSE_MS.first;
    for (let unforeseen = 1; ; pause = Math.min(pause * 2, PAUSE_MS.longest)) {
      try {
        const { scores } = await this.#tools.inference.classify(
          {
            ...{ deployment, version: version ?? '', image, topNum, background: true },
            logId: this.#tools.logIds.next(),
            deadline: performance.now() + DEADLINE_MS,
          },
          this.#end.signal,
        );
        return scores.map(({ name, score }) => ({ name, score: sevenDigits(score) }));
      } catch (error) {
        const { code } = EaselError.from(error);
        if (code === 336000 && unforeseen < TRIES_OF_UNFORESEEN) unforeseen += 1;
        else if (code !== 336100) throw error;
        if (pause === PAUSE_MS.longest)
          this.#tell('pictures are long without an answer, and asked for again', error, picture.id);
      }
      // Not all at once again: half of the pause is by chance.
      await sleep(pause * (0.5 + Math.random() / 2), undefined, {
        signal: this.#end.signal,
      }).catch(() => undefined);
      this.#require();
    }
  }

  #tell(words: string, err: unknown, picture: string): void {
    if (this.#told.has(words)) return;
    this.#told.add(words);
    this.#tools.log.warn({ err, batch: this.#batch.id, picture }, words);
  }

  #require(): void {
    const why = this.#end.signal.aborted ? 'it is put down' : this.#mayGoOn();
    if (why !== undefined) throw new PutDown(why);
  }
}

/** As the classify route has them. */
const sevenDigits = (score: number) => Number(score.toPrecision(7));
