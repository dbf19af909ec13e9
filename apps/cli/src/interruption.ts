import { exits } from './exits.js';

const farewells: (() => void)[] = [];

/** What is put away and said when Ctrl-C comes, until it is disposed of. The latest goes first. */
export function onInterrupt(farewell: () => void): Disposable {
  farewells.push(farewell);
  return { [Symbol.dispose]: () => void farewells.splice(farewells.indexOf(farewell), 1) };
}

/** Between two steps, never within one: no file is left half-written. */
export function interrupted(): never {
  for (const farewell of farewells.toReversed()) farewell();
  process.exit(exits.interrupted);
}
