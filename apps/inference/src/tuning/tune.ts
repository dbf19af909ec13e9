import type { inference } from '@easel/rpc';
import type { Way } from '../lanes/protocol.js';

/** A way to run a model, and what it came to. */
export type Trial = inference.TuningTrial;

/** What a model can be given on this machine. */
export interface Room {
  cores: number;
  /** Lanes there are at most. */
  lanes: number;
  /** Pictures that the model takes at once at most; Infinity where that is free. */
  places: number;
}

/** Images a second; undefined where it was not tried, since it failed or the time is over: so will what is larger. */
export type Measure = (way: Way) => Promise<number | undefined>;

/** What gains less over one thread and one picture gains nothing: two measurements differ by that much. */
const GAIN = 1.05;

/** A step that falls so far below the best one ends its direction: further ones are hopeless. */
const HOPELESS = 0.9;

/** Pictures of one run wait for each other: it may not take longer. */
const LONGEST_RUN_MS = 500;

/** How often the winner must stand against one thread and one picture. The best of each counts: noise only ever slows. */
const REMATCHES = 3;

const BATCHES = [2, 4, 8];

/**
 * Finds the way with the most images a second, in three climbs: more threads for each picture (and so fewer lanes),
 * then more pictures for each run, then the winner in turn with one thread and one picture, since a neighbour's moment of
 * work must not decide for years.
 * @returns everything that was tried, in order, and the best of it; undefined where nothing could be tried
 */
export async function tune(
  room: Room,
  measure: Measure,
): Promise<{ best: Trial; trials: Trial[] } | undefined> {
  const trials: Trial[] = [];
  const tryOut = async (way: Way): Promise<Trial | undefined> => {
    const imagesPerSecond = await measure(way);
    if (imagesPerSecond === undefined) return undefined;
    const trial = { ...way, imagesPerSecond };
    trials.push(trial);
    return trial;
  };
  const climb = async (from: Trial, ways: Way[]): Promise<Trial> => {
    let best = from;
    for (const way of ways) {
      const trial = await tryOut(way);
      if (!trial || trial.imagesPerSecond < best.imagesPerSecond * HOPELESS) break;
      if (trial.imagesPerSecond > best.imagesPerSecond) best = trial;
    }
    return gains(best, from) ? best : from;
  };

  const [first, ...more] = threadsFor(room);
  const plain = first && (await tryOut(first));
  if (!plain) return undefined;
  const threaded = await climb(plain, more);
  const best = await climb(threaded, batchesFor(threaded, room));
  if (best === plain) return { best, trials };

  for (let round = 0; round < REMATCHES; round++)
    for (const trial of [plain, best]) {
      const again = await measure(wayOf(trial));
      if (again === undefined) return { best: plain, trials }; // nothing is held to gain that was seen but once
      trial.imagesPerSecond = Math.max(trial.imagesPerSecond, again);
    }
  return { best: gains(best, plain) ? best : plain, trials };
}

const gains = (trial: Trial, over: Trial) => trial.imagesPerSecond >= over.imagesPerSecond * GAIN;

const wayOf = ({ lanes, threads, batch }: Trial): Way => ({ lanes, threads, batch });

/** Lanes that have cores of their own, so many threads each. */
export const lanesFor = (threads: number, { cores, lanes }: Omit<Room, 'places'>): number =>
  Math.min(lanes, Math.max(Math.floor(cores / threads), 1));

/** 1, 2, 4, … threads and all cores, each with as many lanes as the cores are enough for. */
function threadsFor({ cores, lanes }: Room): Way[] {
  const doubled = Array.from({ length: 32 }, (_, power) => 2 ** power);
  const counts = [...doubled.filter((threads) => threads < cores), Math.max(cores, 1)];
  return counts.map((threads) => ({
    lanes: lanesFor(threads, { cores, lanes }),
    threads,
    batch: 1,
  }));
}

function batchesFor({ lanes, threads, imagesPerSecond }: Trial, { places }: Room): Way[] {
  const pictureMs = (1_000 * lanes) / imagesPerSecond;
  // A fixed batch costs the same however many pictures are in it: filling it is the one thing to try.
  const sizes = places === Infinity ? BATCHES : places > 1 ? [places] : [];
  return sizes
    .filter((batch) => places !== Infinity || batch * pictureMs <= LONGEST_RUN_MS)
    .map((batch) => ({ lanes, threads, batch }));
}
