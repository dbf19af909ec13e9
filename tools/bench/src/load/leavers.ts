import { connect, type Socket } from 'node:net';
import type { Address } from './connection.js';
import type { Request } from './request.js';

/** Callers who hang up with half of their request sent, or before they hear the answer, again and again. */
export class Leavers {
  readonly #timer: NodeJS.Timeout;
  readonly #here = new Set<Socket>();
  #turn = 0;

  constructor(address: Address, { request, everyMs }: { request: Request; everyMs: number }) {
    this.#timer = setInterval(() => this.#come(address, request.bytes), everyMs);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    for (const socket of this.#here) socket.destroy();
  }

  #come(address: Address, request: Uint8Array): void {
    const socket = connect(address);
    this.#here.add(socket);
    socket.once('close', () => this.#here.delete(socket));
    socket.once('error', () => undefined); // that it is refused is not this one's business
    const half = this.#turn++ % 2 === 0 ? request.subarray(0, request.length / 2) : request;
    socket.write(half, () => setTimeout(() => socket.destroy(), 5));
  }
}
