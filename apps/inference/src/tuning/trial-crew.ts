import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Release } from '@easel/models';
import { allocator } from '../lanes/allocator.js';
import { monotonicMs, type Way } from '../lanes/protocol.js';
import type { TrialAnswers, TrialQuestion, Unfit } from './trial-protocol.js';

/** By the package's name, so that it is the built one wherever this file is run from. */
const program = createRequire(import.meta.url).resolve('@easel/inference/trial-lane');

/** A trial lane that takes longer than this over a question is stuck. */
const STUCK_MS = 120_000;

/** How long a trial runs, and how many pictures it takes at least: a model of a millisecond is known after few. */
const TRIAL = { ms: 100, pictures: 4 };

/** Until a question that is sent now has come to every lane. */
const MESSAGE_MS = 5;

type Wanted<A extends TrialQuestion['ask']> = Extract<TrialQuestion, { ask: A }>;

/**
 * As many processes as there are lanes, for one model, all at work at the same time: they contend for cores and memory as
 * lanes do.
 */
export class TrialCrew implements AsyncDisposable {
  readonly #release: Release;
  readonly #lanes: ChildProcess[];
  #threads = 0;

  constructor(release: Release, lanes: number) {
    this.#release = release;
    this.#lanes = Array.from({ length: lanes }, start);
  }

  /** Loads the model to run with so many threads. @returns the places it has. @throws Error saying why not. */
  async load(threads: number, lanes = this.#lanes.length): Promise<number> {
    const { folder, manifest } = this.#release;
    const file = join(folder, manifest.model);
    const answers = await this.#askAll(lanes, { ask: 'load', file, manifest, threads });
    this.#threads = threads;
    return answers[0]?.places ?? 1;
  }

  /**
   * Makes the lanes of a way ready for it.
   * @returns milliseconds of one run, roughly
   * @throws Error saying why the model cannot be run so
   */
  async warm({ lanes, threads, batch }: Way): Promise<number> {
    if (threads !== this.#threads) await this.load(threads, lanes);
    const answers = await this.#askAll(lanes, { ask: 'warm', batch });
    return Math.max(...answers.map(({ ms }) => ms));
  }

  /** @returns images a second of all lanes that were made ready together */
  async run({ lanes, batch }: Way): Promise<number> {
    const answers = await this.#askAll(lanes, {
      ask: 'run',
      batch,
      ms: TRIAL.ms,
      runs: runsOf(batch),
      startAt: monotonicMs() + MESSAGE_MS,
    });
    return answers.reduce((sum, { imagesPerSecond }) => sum + imagesPerSecond, 0);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.#lanes.map(end));
  }

  #askAll<A extends TrialQuestion['ask']>(lanes: number, question: Wanted<A>) {
    return Promise.all(this.#lanes.slice(0, lanes).map((lane) => ask<A>(lane, question)));
  }
}

/** How long a trial takes of a way whose runs take `runMs`. */
export const trialMs = (batch: number, runMs: number) => Math.max(TRIAL.ms, runsOf(batch) * runMs);

const runsOf = (batch: number) => Math.max(Math.ceil(TRIAL.pictures / batch), 2);

function start(): ChildProcess {
  const lane = fork(program, {
    serialization: 'advanced',
    execArgv: [],
    env: { ...allocator, ...process.env },
  });
  lane.on('error', () => undefined); // one that could not be started has no pid
  return lane;
}

const isGone = ({ pid, exitCode, signalCode }: ChildProcess) =>
  pid === undefined || exitCode !== null || signalCode !== null;

async function ask<A extends TrialQuestion['ask']>(
  lane: ChildProcess,
  question: Wanted<A>,
): Promise<TrialAnswers[A]> {
  if (isGone(lane)) throw new Error('a lane on trial is gone');
  const stuck = setTimeout(() => lane.kill('SIGKILL'), STUCK_MS);
  const settled = new AbortController();
  const { signal } = settled;
  const death = once(lane, 'exit', { signal }).then(([code, killed]) => {
    throw new Error(`a lane on trial ended (${String(killed ?? `status ${String(code)}`)})`);
  });
  try {
    lane.send(question, () => undefined); // one that is dead answers through `exit`
    const [answer] = (await Promise.race([once(lane, 'message', { signal }), death])) as [
      TrialAnswers[A] | Unfit,
    ];
    if ('unfit' in answer) throw new Error(answer.unfit);
    return answer;
  } finally {
    clearTimeout(stuck);
    settled.abort();
    death.catch(() => undefined);
  }
}

async function end(lane: ChildProcess): Promise<void> {
  if (isGone(lane)) return;
  const gone = once(lane, 'exit');
  lane.kill('SIGKILL');
  await gone;
}
