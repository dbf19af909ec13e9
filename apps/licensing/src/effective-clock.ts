import type { Clock } from '@easel/lease';
import type { Words } from '@easel/license';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

/** What is odd about the machine's clock now, for the log and for operators. */
export interface ClockWarning {
  code: 'clock_set_back' | 'clock_jump';
  words: Words;
}

/**
 * The time that licences are judged by: the machine's clock, or the highest time that it ever showed plus what has
 * passed since, whichever is later. So setting the clock back gains nothing, and a clock that runs wild for a moment
 * costs nothing.
 */
export class EffectiveClock {
  readonly #clock: Pick<Clock, 'wall' | 'monotonic'>;
  /** The high-water mark, and when it was set on the monotonic clock. */
  #mark: number;
  #markedAt: number;
  /** A jump ahead of over a day that has not lasted an hour yet: the clock's time, and since when. */
  #jump: { wall: number; since: number } | undefined;

  /** @param mark milliseconds since 1970: where time goes on from. */
  constructor(clock: Pick<Clock, 'wall' | 'monotonic'>, mark: number) {
    this.#clock = clock;
    this.#mark = mark;
    this.#markedAt = clock.monotonic();
    this.tick();
  }

  /** The effective time, milliseconds since 1970. */
  now(): number {
    return Math.max(this.#clock.wall(), this.#carried());
  }

  /** The machine's clock. */
  wall(): number {
    return this.#clock.wall();
  }

  /** The part of it that is certain: a clock that jumped ahead a moment ago does not count yet. */
  kept(): number {
    return this.#carried();
  }

  /** A time that it is certainly not before: that of a licence or keyset that was signed. */
  raise(floor: number): void {
    if (floor > this.#carried()) this.#set(floor);
  }

  /**
   * Moves the mark on; the more often, the sooner a jump of the clock is noticed.
   * @returns the mark to keep.
   */
  tick(): number {
    const wall = this.#clock.wall();
    if (wall - this.#carried() <= DAY) {
      this.#jump = undefined;
      this.#set(Math.max(wall, this.#carried()));
    } else if (this.#hasLasted(wall)) {
      this.#jump = undefined;
      this.#set(wall);
    } else {
      this.#set(this.#carried());
    }
    return this.#mark;
  }

  warnings(): ClockWarning[] {
    const wall = this.#clock.wall();
    const ahead = wall - this.#carried();
    if (ahead < -HOUR) return [setBack(wall, this.#carried())];
    if (this.#jump) return [jumped(wall)];
    return [];
  }

  /** Whether the clock is where an hour ago it jumped to; another jump begins that hour anew. */
  #hasLasted(wall: number): boolean {
    const now = this.#clock.monotonic();
    const jump = this.#jump;
    const steady = jump && Math.abs(wall - (jump.wall + (now - jump.since))) <= DAY;
    if (!steady) this.#jump = { wall, since: now };
    return steady === true && now - jump.since >= HOUR;
  }

  #carried(): number {
    return this.#mark + (this.#clock.monotonic() - this.#markedAt);
  }

  #set(mark: number): void {
    this.#mark = mark;
    this.#markedAt = this.#clock.monotonic();
  }
}

const shown = (ms: number) => `${new Date(ms).toISOString().slice(0, 16)}Z`;

const setBack = (wall: number, effective: number): ClockWarning => ({
  code: 'clock_set_back',
  words: {
    en: `the machine's clock says ${shown(wall)}, but it was ${shown(effective)} already: time is counted on from there. Set the clock right`,
    zh: `系统时钟为 ${shown(wall)},但此前已到过 ${shown(effective)}:将从该时刻继续计时。请校准系统时钟`,
  },
});

const jumped = (wall: number): ClockWarning => ({
  code: 'clock_jump',
  words: {
    en: `the machine's clock is more than a day ahead of what it was, at ${shown(wall)}: if that is wrong, set it right within the hour`,
    zh: `系统时钟比之前快了一天以上(${shown(wall)}):如不正确,请在一小时内校准`,
  },
});
