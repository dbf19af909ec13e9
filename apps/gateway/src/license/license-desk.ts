import { Metadata, type CallOptions, type ServiceError } from '@grpc/grpc-js';
import { EaselError } from '@easel/errors';
import { channelCredentials, fromStatus, licensing, type MutualTls } from '@easel/rpc';

/** Longer than licensing takes, which may wait for nvidia-smi and for a slow disk. */
const PATIENCE_MS = 10_000;

const channel = {
  // A licensing service that was restarted is found again within a second.
  'grpc.initial_reconnect_backoff_ms': 100,
  'grpc.max_reconnect_backoff_ms': 1000,
  'grpc.enable_http_proxy': 0,
};

/** What every method takes after its request. */
type Wire = [
  metadata: Metadata,
  options: Partial<CallOptions>,
  done: (error: ServiceError | null, response: { json: string }) => void,
];

/**
 * Licensing's desk for operators. Each answer is a JSON document as libs/contract describes it.
 * Every method throws EaselError 336100 when licensing is out of reach.
 */
export class LicenseDesk {
  readonly #client: licensing.LicenseDeskServiceClient;

  /** @param address `unix:/absolute/path` or `HOST:PORT`. */
  constructor(address: string, tls?: MutualTls) {
    this.#client = new licensing.LicenseDeskServiceClient(
      address,
      channelCredentials(address, tls),
      channel,
    );
  }

  /** LicenseStatus. */
  status(): Promise<string> {
    return this.#ask((...wire) => this.#client.status({}, ...wire));
  }

  /** A request file, as the vendor takes it. */
  request(): Promise<string> {
    return this.#ask((...wire) => this.#client.request({}, ...wire));
  }

  /** LicenseWhatIf. */
  whatIf(): Promise<string> {
    return this.#ask((...wire) => this.#client.whatIf({}, ...wire));
  }

  /** LicenseHistory. */
  history(): Promise<string> {
    return this.#ask((...wire) => this.#client.history({}, ...wire));
  }

  /** LicenseChange. */
  install(request: licensing.InstallRequest): Promise<string> {
    return this.#ask((...wire) => this.#client.install(request, ...wire));
  }

  /** LicenseChange. */
  restore(request: licensing.RestoreRequest): Promise<string> {
    return this.#ask((...wire) => this.#client.restore(request, ...wire));
  }

  close(): void {
    this.#client.close();
  }

  #ask(call: (...wire: Wire) => unknown): Promise<string> {
    return new Promise((resolve, reject) => {
      const deadline = Date.now() + PATIENCE_MS;
      call(new Metadata(), { deadline }, (error, response) => {
        if (error) reject(explain(error));
        else resolve(response.json);
      });
    });
  }
}

function explain(failed: ServiceError): EaselError {
  const error = fromStatus(failed);
  // Its own refusals are for people to read; what comes from the wire is not.
  return error.code === 336100
    ? EaselError.unavailable('licensing is out of reach', 1, { cause: failed })
    : error;
}
