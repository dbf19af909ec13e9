import { EventEmitter } from 'node:events';
import type { inference } from '@easel/rpc';
import { describe, expect, it } from 'vitest';
import { admissions } from '../admission.js';
import { watchLoad } from './watch-load.js';

/** The other end of a call, which hears at once. */
class Caller extends EventEmitter {
  readonly heard: (boolean | undefined)[] = [];

  write({ load }: inference.WatchLoadResponse) {
    this.heard.push(load?.full);
  }
}

const idle = {
  ...{ expectedWaitMs: () => 0, lanes: 1, ready: 1, restarts: 0 },
  givenUp: { live: {}, background: {} },
};

describe('whoever watches the load', () => {
  it('hears in the same moment that inference is full, and that it is no longer', () => {
    const admission = admissions({ requests: 1, bytes: 100 }, idle);
    const caller = new Caller();
    watchLoad({ admission, pool: idle as never })(caller as never);
    const place = admission.live.enter({ bytes: 1, deadlineMs: 1000 });
    expect(caller.heard).toEqual([false, true]);
    place[Symbol.dispose]();
    expect(caller.heard).toEqual([false, true, false]);
    caller.emit('cancelled');
    admission.live.enter({ bytes: 1, deadlineMs: 1000 });
    expect(caller.heard).toHaveLength(3);
  });
});
