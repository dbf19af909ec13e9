import { status, type ServerWritableStream } from '@grpc/grpc-js';
import type { Logger } from '@easel/platform';
import type { licensing } from '@easel/rpc';
import type { Vigil } from './vigil.js';

const NONCE_BYTES = 16;

type WatchCall = ServerWritableStream<licensing.WatchRequest, licensing.WatchResponse>;

export interface Desk {
  vigil: Vigil;
  /** Milliseconds since 1970. */
  now: () => number;
  leaseMs: number;
  log: Logger;
}

/** Answers gateway and inference. `endWatches` lets go of those who listen, which a shutdown would wait for. */
export function licensingService({ vigil, now, leaseMs, log }: Desk) {
  const watches = new Set<WatchCall>();

  const answer = (): licensing.LeaseResponse['outcome'] => {
    const standing = vigil.look();
    if (!standing.inForce)
      return { $case: 'refusal', value: { reason: standing.reason, why: 'invalid' } };
    const { token } = standing;
    const effectiveTimeMs = Math.floor(now());
    return { $case: 'grant', value: { token, durationMs: leaseMs, effectiveTimeMs, keyset: '' } };
  };

  const handlers: licensing.LicensingServiceServer = {
    lease: ({ request }, reply) => {
      if (request.nonce.length !== NONCE_BYTES) {
        const details = `a nonce has ${NONCE_BYTES} bytes, not ${request.nonce.length}`;
        reply({ code: status.INVALID_ARGUMENT, details });
        return;
      }
      const outcome = answer();
      log.debug({ holder: request.holder, outcome: outcome?.$case }, 'asked for a lease');
      reply(null, { nonce: request.nonce, outcome });
    },
    watch: (call: WatchCall) => {
      const stop = vigil.onChange(() => call.write({}));
      watches.add(call);
      const leave = () => {
        stop();
        watches.delete(call);
      };
      call.on('cancelled', leave);
      call.on('close', leave);
      call.on('error', leave);
      call.write({});
    },
  };
  const endWatches = () => {
    for (const call of watches) call.end();
  };
  return { handlers, endWatches };
}
