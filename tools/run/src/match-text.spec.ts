import { expect, it } from 'vitest';

it('a regular expression in toMatchObject passes where it matches, and nowhere else', () => {
  expect({ err: 'no room' }).toMatchObject({ err: /^no / });
  for (const other of [{ err: 'room' }, { err: 1 }, {}])
    expect(() => expect(other).toMatchObject({ err: /^no / })).toThrow();
});
