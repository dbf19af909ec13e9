import type { ServerWritableStream } from '@grpc/grpc-js';
import type { inference } from '@easel/rpc';
import type { Admission } from '../admission.js';
import type { LanePool } from '../lanes/lane-pool.js';
import type { Rank } from '../lanes/protocol.js';

const EVERY_MS = 100;

type Watch = ServerWritableStream<inference.WatchLoadRequest, inference.WatchLoadResponse>;

interface Parts {
  admission: Record<Rank, Admission>;
  pool: LanePool;
}

/** How busy this process is, now. */
const loadOf = ({ admission, pool }: Parts): inference.Load => ({
  expectedWaitMs: Math.round(pool.expectedWaitMs()),
  ...waitingOf({ admission, pool }, 'live'),
  full: admission.live.full,
  lanes: pool.lanes,
  lanesReady: pool.ready,
  laneRestarts: pool.restarts,
  background: waitingOf({ admission, pool }, 'background'),
});

const waitingOf = ({ admission, pool }: Parts, rank: Rank): inference.Background => ({
  requests: admission[rank].requests,
  bytes: admission[rank].bytes,
  refused: Object.entries({ ...admission[rank].refused, ...pool.givenUp[rank] }).map(
    ([reason, count]) => ({ reason, count }),
  ),
});

/** Tells how busy this process is, whenever that has changed. */
export const watchLoad = (parts: Parts) => (stream: Watch) => {
  let told = '';
  const tell = () => {
    const load = loadOf(parts);
    const words = JSON.stringify(load);
    if (words === told) return;
    told = words;
    stream.write({ load });
  };
  const timer = setInterval(tell, EVERY_MS);
  // At once: pictures that come meanwhile would be received in vain, and refused ones leave the lanes idle.
  const deaf = parts.admission.live.onFull(tell);
  const leave = () => {
    clearInterval(timer);
    deaf();
  };
  stream.on('cancelled', leave);
  stream.on('error', leave);
  stream.on('close', leave);
  tell();
};
