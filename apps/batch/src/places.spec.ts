import { expect, it } from 'vitest';
import { Places } from './places.js';

it('gives places in the order of asking, as many as there are now', async () => {
  let most = 1;
  const places = new Places(() => most);
  const given: number[] = [];
  const first = await places.take();
  const others = [1, 2, 3].map((n) =>
    places.take().then((place) => {
      given.push(n);
      return place;
    }),
  );
  await new Promise(setImmediate);
  expect(given).toEqual([]);
  first[Symbol.dispose]();
  await new Promise(setImmediate);
  expect(given).toEqual([1]);
  most = 2; // a lane more
  (await others[0])?.[Symbol.dispose]();
  await new Promise(setImmediate);
  expect(given).toEqual([1, 2, 3]);
});
