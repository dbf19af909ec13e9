import type { IncomingMessage, ServerResponse } from 'node:http';
import { limits } from '@easel/contract';
import { EaselError } from '@easel/errors';
import { Gathered } from './gathered.js';
import { letContinue, waitsForContinue } from './expect-continue.js';

const MiB = 1024 * 1024;
/** Many clients write a whole body before they read: an earlier answer reaches them as a broken pipe. */
const THROW_AWAY_BYTES = 64 * MiB;
const THROW_AWAY_MS = 10_000;

/** Why the rest of a request cannot be read. */
const broken = new WeakMap<IncomingMessage, EaselError>();
/** How to stop who reads a request. */
const readers = new WeakMap<IncomingMessage, (why: Error) => void>();

/** Whoever reads `request`, now or later, gets no further. */
export function breakOff(request: IncomingMessage, why: EaselError): void {
  broken.set(request, why);
  readers.get(request)?.(why);
}

/** The body of one request. Each byte of it is counted, and either kept or thrown away. */
export class Body {
  readonly #request: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #stallMs: number;
  #received = 0;

  /** @param stallMs how long a sender may be silent. */
  constructor(request: IncomingMessage, response: ServerResponse, stallMs: number) {
    this.#request = request;
    this.#response = response;
    this.#stallMs = stallMs;
  }

  /** Bytes that came so far, as they were sent. */
  get received(): number {
    return this.#received;
  }

  /**
   * The whole body, once.
   * @param most bytes.
   * @param hold is told of each piece before it is kept, and may throw.
   * @throws EaselError 336004 beyond `most`; 336001 when it stalls or breaks off; what `hold` throws.
   */
  async read(most: number, hold: (bytes: number) => void): Promise<Buffer> {
    if (this.announced > most) throw tooLong(String(this.announced), most);
    letContinue(this.#request, this.#response);
    const gathered = new Gathered(this.announced);
    await this.#take((chunk) => {
      if (this.#received > most) throw tooLong(`more than ${most}`, most);
      hold(chunk.length);
      gathered.add(chunk);
    });
    return gathered.whole();
  }

  /**
   * The whole body piece by piece, no faster than `take` takes them, however long that takes.
   * @throws as `read`; what `take` throws.
   */
  async pour(most: number, take: (chunk: Buffer) => Promise<void>): Promise<void> {
    if (this.announced > most) throw tooLong(String(this.announced), most);
    letContinue(this.#request, this.#response);
    await this.#take((chunk) => {
      if (this.#received > most) throw tooLong(`more than ${most}`, most);
      return take(chunk);
    });
  }

  /**
   * Reads and throws away what a refused request still sends.
   * @returns whether the connection is fit for another request.
   */
  async discard(): Promise<boolean> {
    if (this.#request.readableEnded || this.announced === 0) return true;
    if (waitsForContinue(this.#request) || broken.has(this.#request)) return false;
    const timer = setTimeout(() => readers.get(this.#request)?.(new Enough()), THROW_AWAY_MS);
    try {
      await this.#take(() => {
        if (this.#received > THROW_AWAY_BYTES) throw new Enough();
      });
      return this.#received <= limits.bodyBytes;
    } catch {
      return false;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Bytes by Content-Length, 0 where there is no body, NaN where only its end will tell. */
  get announced(): number {
    const { headers } = this.#request;
    if (headers['transfer-encoding'] !== undefined) return NaN;
    return Number(headers['content-length'] ?? 0);
  }

  /** Gives each piece to `take`, which may throw to stop, and is waited for where it takes time. */
  async #take(take: (chunk: Buffer) => void | Promise<void>): Promise<void> {
    const request = this.#request;
    const why = broken.get(request);
    if (why) throw why;
    const { promise, resolve, reject } = Promise.withResolvers<undefined>();
    const stop = (why: Error) => {
      request.pause();
      reject(why);
    };
    let taking: Promise<void> | undefined;
    const timer = setTimeout(() => {
      // Whoever is not asked for more owes none.
      if (taking) timer.refresh();
      else breakOff(request, this.#stalled());
    }, this.#stallMs);
    const untilTaken = async (taken: Promise<void>) => {
      request.pause();
      try {
        await taken;
        taking = undefined;
        if (readers.get(request) !== stop) return; // it broke off meanwhile
        timer.refresh();
        request.resume();
      } catch (why) {
        stop(why as Error);
      }
    };
    const onData = (chunk: Buffer) => {
      this.#received += chunk.length;
      timer.refresh();
      try {
        const taken = take(chunk);
        if (taken) taking = untilTaken(taken);
      } catch (why) {
        stop(why as Error);
      }
    };
    const onEnd = () => {
      request.off('close', onGone);
      // Node says so of a request that is paused, too, once its last piece was given.
      if (taking) void taking.then(() => resolve(undefined));
      else resolve(undefined);
    };
    const onGone = () => breakOff(request, new EaselError(336001, 'the caller went away'));
    readers.set(request, stop);
    request.on('data', onData).on('end', onEnd).on('error', onGone).on('close', onGone);
    request.resume();
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      readers.delete(request);
      request.off('data', onData).off('end', onEnd).off('close', onGone);
    }
  }

  #stalled() {
    return new EaselError(
      336001,
      `nothing more came for ${this.#stallMs / 1000} s after ${this.#received} bytes of the body`,
    );
  }
}

const tooLong = (bytes: string, most: number) =>
  new EaselError(336004, `the body has ${bytes} bytes, at most ${most}`);

/** Enough was thrown away. */
class Enough extends Error {}
