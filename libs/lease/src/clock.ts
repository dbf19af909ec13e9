/** The two clocks that a lease is measured by, and something to wake up with. */
export interface Clock {
  /** Milliseconds that only go forward; nobody sets this one. */
  monotonic: () => number;
  /** Milliseconds since 1970, as the machine has it. */
  wall: () => number;
  /** Calls `then` after `ms`, unless what it returns is called first. */
  after: (ms: number, then: () => void) => () => void;
}

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  wall: () => Date.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms);
    return () => clearTimeout(timer);
  },
};
