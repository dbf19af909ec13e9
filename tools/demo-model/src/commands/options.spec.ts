import { describe, expect, it } from 'vitest';
import { readFlags, whole } from './options.js';

const flags = {
  pictures: { about: 'how many', default: '9000' },
  out: { about: 'where to', default: 'here' },
};
const bounds = { least: 64, most: 100 };

describe('the flags of a command', () => {
  it('are what the command line says, and the default where it says nothing', () => {
    expect(readFlags(flags, ['--out', 'there'])).toEqual({ pictures: '9000', out: 'there' });
  });

  it.each([['--colour', 'red'], ['--out'], ['astray']])(
    'refuse %j, naming what is not understood',
    (...args) => {
      expect(() => readFlags(flags, args)).toThrow(args[0]);
    },
  );

  it.each(['many', '63', '101', '64.5', '-64', '', '6e1'])('refuse %j as a number', (text) => {
    expect(() => whole({ pictures: text }, 'pictures', bounds)).toThrow(
      `--pictures takes a whole number from 64 to 100, not '${text}'`,
    );
  });

  it('take a number at either bound', () => {
    expect(whole({ pictures: '64' }, 'pictures', bounds)).toBe(64);
    expect(whole({ pictures: '100' }, 'pictures', bounds)).toBe(100);
  });
});
