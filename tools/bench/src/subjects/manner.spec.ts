import { describe, expect, it } from 'vitest';
import { mannerOf } from './manner.js';

const options = { rounds: 1, seconds: 1, cores: 4, threads: undefined };
const tuning = { lanes: 2, threads: 2, batch: 4 };

describe('the bare loops', () => {
  it('run a model as Easel does, where it says how', () => {
    expect(mannerOf(options, tuning)).toEqual(tuning);
  });

  it('fill the machine with one thread each where it does not', () => {
    expect(mannerOf(options, undefined)).toEqual({ lanes: 4, threads: 1, batch: 1 });
  });

  it('run with the threads that were asked for, whatever Easel does', () => {
    expect(mannerOf({ ...options, threads: 2 }, { ...tuning, threads: 1, lanes: 4 })).toEqual({
      lanes: 2,
      threads: 2,
      batch: 1,
    });
    expect(mannerOf({ ...options, threads: 8 }, undefined)).toMatchObject({ lanes: 1 });
  });
});
