import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Socket } from 'node:net';
import { EaselError } from '@easel/errors';
import { ModelError } from '@easel/models';
import { Outbox } from '@easel/rpc/outbox';
import type { Classified } from '../classifier.js';
import { allocator } from './allocator.js';
import { Channel } from './channel.js';
import { LaneDied, outOfMemoryKills, wasKilled, wasStarved, wordsOf } from './death.js';
import { CHANNEL_FD, monotonicMs, type Answer, type Question } from './protocol.js';
import { Shelf } from './shelf.js';

/** By the package's name, so that it is the built one wherever this file is run from. */
const program = createRequire(import.meta.url).resolve('@easel/inference/lane');

/** A question as whoever asks words it: the number is the lane's own affair. */
export type Wording = Question extends infer Q
  ? Q extends Question
    ? Omit<Q, 'id'>
    : never
  : never;

export type Warning = Extract<Answer, { warning: string }>;

interface Waiting {
  wording: Wording;
  begun: boolean;
  resolve: (done: Classified | null) => void;
  reject: (error: Error) => void;
}

export interface AskOptions {
  /** After which the lane is stuck in native code, and would be for ever: it is killed. */
  limitMs: number;
  /** Aborted when nobody waits for the answer any more. */
  signal?: AbortSignal | undefined;
}

/** How a lane ended, in words for the log, and whether somebody killed it. */
interface End {
  how: string;
  killed: boolean;
}

/** The parent's end of one lane. */
export class LaneProcess {
  readonly #child: ChildProcess;
  readonly #channel: Channel<Question, Answer>;
  readonly #outbox: Outbox<Question>;
  readonly #shelf = Shelf.open();
  readonly #waiting = new Map<number, Waiting>();
  /** Once it has. */
  readonly ended: Promise<End>;
  readonly #born = monotonicMs();
  readonly #killsAtBirth = outOfMemoryKills();
  #next = 0;
  #how: string | undefined;
  #stuck = false;
  #starved = false;

  /**
   * @param warn is called with what the lane has to say unasked
   * @param path the program of the lane; tests give one that dies as they please
   */
  constructor(warn: (warning: Warning) => void, path = program) {
    this.#child = this.#spawn(path);
    this.ended = this.#end();
    // Where no descriptor is left there is no `stdio`, whatever its type says.
    const pipes = this.#child.stdio as ChildProcess['stdio'] | undefined;
    const socket = pipes?.[CHANNEL_FD] as Socket | undefined;
    if (!socket) throw new Error('no descriptor is left for a lane');
    this.#channel = new Channel(socket);
    this.#outbox = new Outbox((questions) => this.#channel.send(questions));
    this.#channel.on('messages', (answers) => {
      for (const answer of answers)
        if ('warning' in answer) warn(answer);
        else this.#settle(answer);
    });
  }

  #spawn(path: string): ChildProcess {
    try {
      return spawn(process.execPath, [path], {
        // Standard output is the log's: whoever is given it makes it blocking for all who have it.
        stdio: ['ignore', 2, 2, 'pipe', this.#shelf?.lanesEnd ?? 'ignore'],
        env: { ...allocator, ...process.env },
      });
    } catch (error) {
      this.#shelf?.close();
      throw error;
    } finally {
      this.#shelf?.handOver();
    }
  }

  /** Listens at once: an error of a child that nobody hears ends the service. */
  #end(): Promise<End> {
    return new Promise((resolve) => {
      const end = (how: string, killed: boolean) => {
        this.#how ??= how;
        const all = [...this.#waiting.values()];
        // Memory that ran out while a version was being loaded went to that, and to no picture.
        const loads = this.#starved && all.some(({ wording }) => wording.ask === 'load');
        for (const waiting of all) {
          const spared = loads && waiting.wording.ask === 'classify';
          waiting.reject(this.#death(mayBlame(waiting) && !killed && !spared));
        }
        this.#waiting.clear();
        this.#shelf?.close();
        resolve({ how: this.#how, killed });
      };
      this.#child.once('error', (error) => end(error.message, true));
      // Not 'exit': what it answered with its last breath may still have to be read.
      this.#child.once('close', (code, signal) => {
        const killed = !this.#stuck && wasKilled({ code, signal }, this.#killsAtBirth);
        this.#starved = !this.#stuck && wasStarved({ code, signal }, this.#killsAtBirth);
        end(wordsOf({ code, signal }), killed);
      });
      this.#child.once('exit', (code, signal) => (this.#how = wordsOf({ code, signal })));
    });
  }

  get alive(): boolean {
    return this.#how === undefined;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  /** @throws EaselError, ModelError, LaneDied, or an Error that nobody foresaw. */
  async ask(wording: Wording, { limitMs, signal }: AskOptions): Promise<Classified | null> {
    if (!this.alive) throw this.#death(false);
    const id = ++this.#next;
    const timer = setTimeout(() => {
      this.#stuck = true;
      this.kill();
    }, limitMs);
    const drop = () => this.#outbox.add({ ask: 'drop', id });
    signal?.addEventListener('abort', drop, { once: true });
    const { promise, resolve, reject } = Promise.withResolvers<Classified | null>();
    this.#waiting.set(id, { wording, begun: false, resolve, reject });
    const image =
      wording.ask === 'classify' && wording.image instanceof Uint8Array ? wording.image : undefined;
    const place = image && this.#shelf?.put(image);
    const question = { ...wording, id, ...(place && { image: place }) };
    this.#outbox.add(question, place ? 0 : image?.length);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener('abort', drop);
      if (place) this.#shelf?.free(place);
    }
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  #death(blames: boolean): LaneDied {
    const [born, starved] = [this.#born, this.#starved];
    return new LaneDied(this.#how ?? 'dead', { born, blames, starved });
  }

  #settle(answer: Exclude<Answer, Warning>): void {
    const waiting = this.#waiting.get(answer.id);
    if (!waiting) return;
    if ('begun' in answer) {
      waiting.begun = true;
      return;
    }
    this.#waiting.delete(answer.id);
    if ('done' in answer) waiting.resolve(answer.done);
    else if ('failed' in answer)
      waiting.reject(
        answer.failed.code === 336100
          ? new EaselError(336100, answer.failed.detail, { retryAfter: 1 })
          : new EaselError(answer.failed.code, answer.failed.detail),
      );
    else waiting.reject(new ModelError(answer.broken));
  }
}

const mayBlame = ({ wording, begun }: Waiting) =>
  wording.ask !== 'classify' || !wording.watched || begun;
