import { expect } from 'vitest';

// Else toMatchObject({ err: /words/ }) would pass whatever the words are: it compares the fields of the two, and a
// regular expression has none.
expect.addEqualityTesters([
  (found: unknown, wanted: unknown) =>
    wanted instanceof RegExp && !(found instanceof RegExp)
      ? typeof found === 'string' && wanted.test(found)
      : undefined,
]);
