import { join } from 'node:path';
import { ModelError, type Release } from '@easel/models';
import type { Backend, Model } from './backend/backend.js';
import { Batches } from './batches.js';
import { monotonicMs } from './lanes/protocol.js';
import { decode, type Picture } from './pictures/decode.js';
import { inspect, type PictureHeader } from './pictures/inspect.js';
import { planFor } from './preprocess/prepare.js';
import type { Press } from './preprocess/press.js';
import { activations, best, type Score } from './scores.js';
import { warmUpPicture } from './warm-up.js';

const WARM_UP_RUNS = 2;

/** At a time: they can be 64 MB each. */
const DECODED_AHEAD = 2;

/** Scores, best first, and the milliseconds they took; when each stage began is on `monotonicMs`. */
export interface Classified {
  scores: Score[];
  decodeMs: number;
  inferMs: number;
  decodeAt: number;
  inferAt: number;
}

/** A picture on its way. */
interface Job {
  image: Uint8Array;
  header: PictureHeader;
  topNum: number;
  /** Decoded before its turn, where that is any use. */
  ahead: Timed<Picture> | undefined;
}

/** A release in memory: from a file's bytes to names and scores. */
export class Classifier {
  readonly #release: Release;
  readonly #model: Model;
  readonly #press: Press;
  #decodingAhead = 0;
  /** Press and model take one batch at a time. */
  readonly #batches: Batches<Job, Classified>;

  private constructor(release: Release, model: Model, batch: number) {
    this.#release = release;
    this.#model = model;
    this.#press = planFor(release.manifest);
    this.#batches = new Batches(batch, (jobs) => this.#answer(jobs));
  }

  /**
   * Loads a release, runs it once, and warms it up.
   * @param way the threads of a run, and the pictures that it takes at most, of those that wait
   * @throws ModelError when it is not what its manifest says.
   */
  static async load(
    release: Release,
    backend: Backend,
    way = { threads: 1, batch: 1 },
  ): Promise<Classifier> {
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
      const classifier = new Classifier(release, model, Math.min(way.batch, model.places));
      await classifier.#warmUp();
      return classifier;
    } catch (error) {
      await model.dispose();
      throw error;
    }
  }

  /** What is wrong with its answers is not for this to say. */
  async #warmUp(): Promise<void> {
    const picture = warmUpPicture();
    for (let run = 0; run < WARM_UP_RUNS; run += 1)
      await this.classify(picture, 1).catch(() => undefined);
  }

  get release(): Release {
    return this.#release;
  }

  /** Pictures that are run at once at most. */
  get batch(): number {
    return this.#batches.most;
  }

  /** @throws EaselError 336004 or 336005 when the picture is at fault. */
  async classify(image: Uint8Array, topNum: number): Promise<Classified> {
    const header = inspect(image);
    const ahead = await this.#decodeAhead(image, header);
    return this.#batches.add({ image, header, topNum, ahead });
  }

  /** Only a PNG is decoded in other threads, into memory of its own: that need not wait until the model is free. */
  async #decodeAhead(
    image: Uint8Array,
    header: PictureHeader,
  ): Promise<Timed<Picture> | undefined> {
    if (header.format !== 'png' || this.#decodingAhead >= DECODED_AHEAD) return undefined;
    this.#decodingAhead += 1;
    try {
      return await timed(() => this.#decode(image, header));
    } finally {
      this.#decodingAhead -= 1;
    }
  }

  async dispose(): Promise<void> {
    await this.#batches.whenIdle();
    await this.#model.dispose();
  }

  async #answer(jobs: Job[]): Promise<PromiseSettledResult<Classified>[]> {
    const prepared: PromiseSettledResult<Timed<Float32Array>>[] = [];
    for (const job of jobs) {
      const [tensor] = await Promise.allSettled([timed(() => this.#prepare(job))]);
      // The press makes the next picture's tensor in the same memory.
      if (jobs.length > 1 && tensor.status === 'fulfilled')
        tensor.value.done = tensor.value.done.slice();
      prepared.push(tensor);
    }
    const tensors = prepared.flatMap((tensor) =>
      tensor.status === 'fulfilled' ? [tensor.value.done] : [],
    );
    const { done: answers, at, ms } = await timed(() => this.#model.runTogether(tensors));
    let next = 0;
    return prepared.map((tensor, place) =>
      settle((): Classified => {
        if (tensor.status === 'rejected') throw tensor.reason;
        const job = jobs[place];
        const answer = answers[next++];
        if (!job || !answer) throw new ModelError('the model left out a picture');
        return {
          scores: this.#scoresOf(answer, job.topNum),
          decodeMs: tensor.value.ms + (job.ahead?.ms ?? 0),
          inferMs: ms / tensors.length, // its share: the rest it waited for the others
          decodeAt: (job.ahead ?? tensor.value).at,
          inferAt: at,
        };
      }),
    );
  }

  #decode(image: Uint8Array, header: PictureHeader): Picture | Promise<Picture> {
    const { exifOrientation } = this.#release.manifest.preprocess;
    return decode(image, header, { exifOrientation, canvas: this.#press });
  }

  async #prepare({ image, header, ahead }: Job): Promise<Float32Array> {
    return this.#press.prepare(ahead?.done ?? (await this.#decode(image, header)));
  }

  #scoresOf(answer: Float32Array, topNum: number): Score[] {
    const { manifest, labels } = this.#release;
    const scores = activations[manifest.output.activation](answer);
    if (scores.some(Number.isNaN))
      throw new ModelError('the model answered something that is not a number');
    return best(scores, labels, topNum);
  }
}

interface Timed<T> {
  done: T;
  /** On `monotonicMs`. */
  at: number;
  ms: number;
}

/** What is done, when it was begun, and the milliseconds that it took. */
async function timed<T>(work: () => T | Promise<T>): Promise<Timed<T>> {
  const at = monotonicMs();
  const done = await work();
  return { done, at, ms: monotonicMs() - at };
}

function settle<T>(work: () => T): PromiseSettledResult<T> {
  try {
    return { status: 'fulfilled', value: work() };
  } catch (reason) {
    return { status: 'rejected', reason };
  }
}
