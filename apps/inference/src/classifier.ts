import { join } from 'node:path';
import { ModelError, type Release } from '@easel/models';
import type { Backend, Model } from './backend/backend.js';
import { decode, type Picture } from './pictures/decode.js';
import { inspect } from './pictures/inspect.js';
import { planFor } from './preprocess/prepare.js';
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
  readonly #prepare: (picture: Picture) => Float32Array;
  /** Ends when the model is free: pictures are decoded side by side, but a model takes one at a time. */
  #free: Promise<unknown> = Promise.resolve();

  private constructor(release: Release, model: Model) {
    this.#release = release;
    this.#model = model;
    this.#prepare = planFor(release.manifest);
  }

  /** Loads a release and runs it once. @throws ModelError when it is not what its manifest says. */
  static async load(release: Release, backend: Backend): Promise<Classifier> {
    const { manifest, labels } = release;
    const model = await backend.load(join(release.folder, manifest.model), manifest);
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
    const { manifest, labels } = this.#release;
    const start = performance.now();
    const picture = await decode(image, inspect(image), manifest.preprocess);
    const values = this.#prepare(picture);
    const decoded = performance.now();
    const { scores, began } = await this.#whenFree(async () => {
      const began = performance.now();
      const answer = await this.#model.run(values);
      return { scores: activations[manifest.output.activation](answer), began };
    });
    if (scores.some(Number.isNaN))
      throw new ModelError('the model answered something that is not a number');
    return {
      scores: best(scores, labels, topNum),
      decodeMs: decoded - start,
      inferMs: performance.now() - began,
    };
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
