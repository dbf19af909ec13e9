import { describe, expect, it } from 'vitest';
import { explain, Refusal } from './refusal.js';

const failed = (code: string, path?: string) => Object.assign(new Error(code), { code, path });

describe('what stands in the way of a start', () => {
  it.each([
    ['ENOSPC', 'The disk is full: free some space for /state/models, then start again.'],
    [
      'EROFS',
      '/state/models is on a read-only disk: choose another folder with EASEL_HOME=… npm start',
    ],
    [
      'EACCES',
      '/state/models cannot be written: give yourself the right to, or choose another folder with EASEL_HOME=… npm start',
    ],
  ])('is one sentence that says what to do: %s', (code, sentence) => {
    const refusal = explain(failed(code, '/state/models'), '/state');
    expect(refusal).toBeInstanceOf(Refusal);
    expect((refusal as Refusal).message).toBe(sentence);
  });

  it('names the home when the failure names no path', () => {
    expect(explain(failed('ENOSPC'), '/state')).toMatchObject({
      message: expect.stringContaining('/state,'),
    });
  });

  it('stays what it is when nobody foresaw it', () => {
    const bug = new TypeError('x is undefined');
    expect(explain(bug, '/state')).toBe(bug);
  });
});
