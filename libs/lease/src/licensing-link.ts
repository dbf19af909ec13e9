import { Metadata } from '@grpc/grpc-js';
import { channelCredentials, licensing, type MutualTls } from '@easel/rpc';

/** Longer than licensing ever takes: whoever is silent for so long is out of reach. */
const PATIENCE_MS = 2000;

const channel = {
  // A licensing service that was restarted is found again within a second.
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1000,
  // A peer that vanished without a word would otherwise look like one with nothing to say.
  'grpc.keepalive_time_ms': 10_000,
  'grpc.keepalive_timeout_ms': 3000,
  'grpc.enable_http_proxy': 0,
};

/** The connection to licensing. */
export class LicensingLink {
  readonly #client: licensing.LicensingServiceClient;

  /** @param address `unix:/absolute/path` or `HOST:PORT`. */
  constructor(address: string, tls?: MutualTls) {
    this.#client = new licensing.LicensingServiceClient(
      address,
      channelCredentials(address, tls),
      channel,
    );
  }

  /** @throws ServiceError when licensing is out of reach. */
  ask(request: licensing.LeaseRequest): Promise<licensing.LeaseResponse> {
    return new Promise((resolve, reject) => {
      const deadline = Date.now() + PATIENCE_MS;
      this.#client.lease(request, new Metadata(), { deadline }, (error, response) => {
        if (error) reject(error);
        else resolve(response);
      });
    });
  }

  /** Hears of changes, waiting for licensing as long as it takes. Returns how to stop. */
  watch(holder: string, on: { change: () => void; end: () => void }): () => void {
    const patient = new Metadata({ waitForReady: true });
    const stream = this.#client.watch({ holder }, patient);
    stream.on('data', on.change);
    stream.on('error', () => undefined); // the status that follows is the end of it, good or bad
    stream.on('status', on.end);
    return () => stream.cancel();
  }

  close(): void {
    this.#client.close();
  }
}
