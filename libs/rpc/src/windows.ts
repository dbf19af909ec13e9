import type { Http2Server, ServerHttp2Session } from 'node:http2';
import type { Server } from '@grpc/grpc-js';

/**
 * Bytes that a sender may be ahead of us, for a stream and for a connection. HTTP/2 begins with 64 KiB, so that a photo
 * waits half-way for us to say that there is room: four times the wake-ups, and half again the CPU at either end.
 */
export const WINDOW_BYTES = 8 * 1024 * 1024;

/** Where grpc-js keeps its HTTP/2 servers. It has no option for what a server receives, only for what a client does. */
interface Inside {
  http2Servers?: Map<Partial<Http2Server>, unknown>;
}

/** Widens what may be sent to a server that is bound. Where grpc-js keeps them elsewhere it is left as it is, and slower. */
export function widenWindows(server: Server): void {
  for (const http2 of (server as unknown as Inside).http2Servers?.keys() ?? []) {
    http2.updateSettings?.({ initialWindowSize: WINDOW_BYTES });
    http2.on?.('session', (session: ServerHttp2Session) =>
      session.setLocalWindowSize(WINDOW_BYTES),
    );
  }
}
