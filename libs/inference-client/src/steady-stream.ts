import type { Metadata, ServiceError, StatusObject } from '@grpc/grpc-js';

const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 1000;

/** What all of grpc-js's calls have in common here. */
export interface StreamCall {
  on(event: 'metadata', listener: (metadata: Metadata) => void): unknown;
  on(event: 'error', listener: (error: ServiceError) => void): unknown;
  on(event: 'status', listener: (status: StatusObject) => void): unknown;
  cancel(): void;
}

/** Keeps one stream open: whenever it ends it is begun again, soon at first, then every second. */
export class SteadyStream<Call extends StreamCall> {
  readonly #begin: () => Call;
  readonly #onBreak: (why: StatusObject) => void;
  #call: Call | undefined;
  #waitMs = FIRST_WAIT_MS;
  #again: NodeJS.Timeout | undefined;
  #closed = false;

  /**
   * @param begin makes the call and listens to its data.
   * @param onBreak is told each time the call ends, whatever the reason.
   */
  constructor(begin: () => Call, onBreak: (why: StatusObject) => void) {
    this.#begin = begin;
    this.#onBreak = onBreak;
    this.#open();
  }

  /** The call as it is now; undefined between two. */
  get call(): Call | undefined {
    return this.#call;
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
    this.#call?.cancel();
  }

  #open() {
    const call = this.#begin();
    this.#call = call;
    call.on('metadata', () => (this.#waitMs = FIRST_WAIT_MS));
    call.on('error', () => undefined); // 'status' follows and says the same
    call.on('status', (why) => {
      this.#call = undefined;
      this.#onBreak(why);
      if (this.#closed) return;
      this.#again = setTimeout(() => this.#open(), this.#waitMs);
      this.#waitMs = Math.min(this.#waitMs * 2, LONGEST_WAIT_MS);
    });
  }
}
