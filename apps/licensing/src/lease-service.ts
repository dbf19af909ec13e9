import { status, type ServerWritableStream } from '@grpc/grpc-js';
import type { Logger } from '@easel/platform';
import type { licensing } from '@easel/rpc';
import type { Notebook } from './notebook.js';
import type { Vigil } from './vigil.js';

const NONCE_BYTES = 16;

type WatchCall = ServerWritableStream<licensing.WatchRequest, licensing.WatchResponse>;

export interface LeaseParts {
  vigil: Vigil;
  notebook: Notebook;
  leaseMs: number;
  log: Logger;
}

/** Answers gateway and inference. `endWatches` lets go of those who listen, which a shutdown would wait for. */
export function leaseService({ vigil, notebook, leaseMs, log }: LeaseParts) {
  const watches = new Set<WatchCall>();

  const answer = (): licensing.LeaseResponse['outcome'] => {
    const standing = vigil.look();
    if (!standing.inForce) {
      const { why, reason } = standing;
      return { $case: 'refusal', value: { why, reason: reason.en } };
    }
    return {
      $case: 'grant',
      value: {
        token: standing.token,
        durationMs: leaseMs,
        effectiveTimeMs: Math.floor(notebook.clock.now()),
        keyset: notebook.keyring.inForce().token,
      },
    };
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
