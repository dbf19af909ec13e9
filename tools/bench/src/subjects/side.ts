import { median, quantile } from '../accounting/quantile.js';
import type { Part } from '../easel/easel.js';
import type { LimitRound } from '../limit/limit.js';

/** Milliseconds. */
interface Latency {
  mean: number;
  p50: number;
  p90: number;
  p99: number;
}

/** What bare loops did: the middle of the rounds, figure by figure. */
export interface LimitSide extends Latency {
  perSecond: number;
  /** CPU milliseconds for one picture. */
  cpuMs: number;
  /** The one that was fastest for this picture. */
  decoder: string;
}

/** What Easel did: the middle of the rounds, figure by figure. */
export interface EaselSide extends Latency {
  /** Results a second. */
  perSecond: number;
  /** CPU milliseconds for one result, of all services together. */
  cpuMs: number;
  /** The same by part. */
  cpuByPart: Record<Part, number>;
  /** CPU milliseconds of the load generator for one result. */
  generatorCpuMs: number;
  /** Cores that the load generator took from Easel. */
  generatorCores: number;
  /** Milliseconds by stage, as Server-Timing has them, on average. */
  stages: Record<string, number>;
  /** How often each outcome was answered, all rounds together. */
  outcomes: Record<string, number>;
  /** Resident memory of all processes together, MiB. */
  pssMib: number;
}

export interface EaselRound extends Omit<EaselSide, 'outcomes' | keyof Latency> {
  /** By outcome, the milliseconds that each answer took. */
  latencies: Record<string, number[]>;
  /** Of an open loop: milliseconds that requests were sent after they were due. */
  lateness: number[];
}

function latency(milliseconds: number[] = []): Latency {
  const rising = milliseconds.toSorted((a, b) => a - b);
  return {
    mean: rising.reduce((sum, one) => sum + one, 0) / rising.length,
    p50: quantile(rising, 0.5),
    p90: quantile(rising, 0.9),
    p99: quantile(rising, 0.99),
  };
}

export function limitSide(rounds: LimitRound[]): LimitSide {
  const each = rounds.map(({ latencies, perSecond, cpuMs }) => ({
    perSecond,
    cpuMs,
    ...latency(latencies),
  }));
  return { ...middle(each), decoder: rounds[0]?.decoder ?? '' };
}

export function easelSide(rounds: EaselRound[]): EaselSide {
  const each = rounds.map(
    ({ cpuByPart: _parts, stages: _stages, latencies, lateness: _late, ...numbers }) => ({
      ...numbers,
      ...latency(latencies.ok),
    }),
  );
  return {
    ...middle(each),
    cpuByPart: middle(rounds.map((round) => round.cpuByPart)),
    stages: middle(rounds.map((round) => round.stages)),
    outcomes: total(rounds.map(({ latencies }) => countsOf(latencies))),
  };
}

/** How often each outcome was answered. */
export const countsOf = (latencies: Record<string, number[]>): Record<string, number> =>
  Object.fromEntries(Object.entries(latencies).map(([outcome, all]) => [outcome, all.length]));

export const sum = (counts: Record<string, number>): number =>
  Object.values(counts).reduce((all, one) => all + one, 0);

/** Of records of numbers, the middle of each number. */
function middle<T extends Record<keyof T, number>>(all: T[]): T {
  const keys = Object.keys(all[0] ?? {}) as (keyof T)[];
  return Object.fromEntries(keys.map((key) => [key, median(all.map((one) => one[key]))])) as T;
}

function total(all: Record<string, number>[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const one of all)
    for (const [key, count] of Object.entries(one)) sums[key] = (sums[key] ?? 0) + count;
  return sums;
}
