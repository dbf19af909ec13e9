import { join } from 'node:path';
import { ModelError, type Release } from '@easel/models';
import type { Backend, Model } from './backend/backend.js';
import { decode } from './pictures/decode.js';
import { inspect } from './pictures/inspect.js';
import { planFor } from './preprocess/prepare.js';
import type { Press } from './preprocess/press.js';
import { activations, best, type Score } from './scores.js';

/** Scores, best first, and the milliseconds they took. */
export interface Classified {
  scores: Score[];
  decodeMs: number;
  inferMs: number;
}

/** A release in memory: from a file's bytes to names and scores. */
export class Classifier {
  readonly #release: Release;
  readonly #model: Model;
  readonly #press: Press;
  /** Ends when press and model are free: they take one picture at a time. */
  #free: Promise<unknown> = Promise.resolve();

  private constructor(release: Release, model: Model) {
    this.#release = release;
    this.#model = model;
    this.#press = planFor(release.manifest);
  }

  /** Loads a release and runs it once. @throws ModelError when it is not what its manifest says. */
  static async load(release: Release, backend: Backend, way = { threads: 1 }): Promise<Classifier> {
    const { manifest, labels } = release;
    const model = await backend.load(join(release.folder, manifest.model), manifest, way);
    try {
      const { width, height, channels } = manifest.input;
      const depth = channels === 'GREY' ? 1 : 3;
      const classes = (await model.run(new Float32Array(width * height * depth))).length;
      if (classes !== labels.length)
        throw new ModelError(
          `the model answers ${classes} classes, ${manifest.labels} names ${labels.length}`,
        );
      return new Classifier(release, model);
    } catch (error) {
      await model.dispose();
      throw error;
    }
  }

  get release(): Release {
    return this.#release;
  }

  /** @throws EaselError 336004 or 336005 when the picture is at fault. */
  async classify(image: Uint8Array, topNum: number): Promise<Classified> {
    const header = inspect(image);
    const { exifOrientation } = this.#release.manifest.preprocess;
    const options = { exifOrientation, canvas: this.#press };
    // Only a PNG is decoded in other threads, into memory of its own: that need not wait until the model is free.
    const ahead =
      header.format === 'png' ? await timed(() => decode(image, header, options)) : undefined;
    return this.#whenFree(async () => {
      const prepared = await timed(async () =>
        this.#press.prepare(ahead?.done ?? (await decode(image, header, options))),
      );
      const inferred = await timed(async () => this.#scoresOf(prepared.done, topNum));
      return {
        scores: inferred.done,
        decodeMs: prepared.ms + (ahead?.ms ?? 0),
        inferMs: inferred.ms,
      };
    });
  }

  async #scoresOf(values: Float32Array, topNum: number): Promise<Score[]> {
    const { manifest, labels } = this.#release;
    const scores = activations[manifest.output.activation](await this.#model.run(values));
    if (scores.some(Number.isNaN))
      throw new ModelError('the model answered something that is not a number');
    return best(scores, labels, topNum);
  }

  dispose(): Promise<void> {
    return this.#whenFree(() => this.#model.dispose());
  }

  #whenFree<T>(work: () => Promise<T>): Promise<T> {
    const turn = this.#free.then(work);
    this.#free = turn.catch(() => undefined); // the next one does not care how this one ended
    return turn;
  }
}

/** What is done, and the milliseconds that it took. */
async function timed<T>(work: () => T | Promise<T>): Promise<{ done: T; ms: number }> {
  const start = performance.now();
  const done = await work();
  return { done, ms: performance.now() - start };
}
