import { expect, it } from 'vitest';
import { Recent } from './recent.js';

it('makes nothing twice, but for what was longest not asked for', () => {
  const made: string[] = [];
  const recent = new Recent<string>(2);
  const get = (key: string) => recent.get(key, () => (made.push(key), key));
  for (const key of ['a', 'b', 'a', 'c', 'a', 'b']) expect(get(key)).toBe(key);
  expect(made).toEqual(['a', 'b', 'c', 'b']);
});
