import { connect, type Socket } from 'node:net';
import { ReplyReader, type Reply } from './reply-reader.js';

export interface Address {
  host: string;
  port: number;
}

/** What became of a request: an answer, or why there is none. */
export type Outcome = Reply | { outcome: string; head?: never; last: true };

/** A keep-alive connection that carries one request at a time. */
export class Connection {
  readonly #socket: Socket;
  #settle: ((outcome: Outcome) => void) | undefined;
  #gone = false;

  constructor({ host, port }: Address) {
    this.#socket = connect({ host, port, noDelay: true });
    const reader = new ReplyReader((reply) => {
      if (reply.last) this.close();
      this.#answer(reply);
    });
    this.#socket.on('data', (piece) => {
      try {
        reader.push(piece);
      } catch (error) {
        this.#fail((error as Error).message);
      }
    });
    this.#socket.once('error', (error: NodeJS.ErrnoException) =>
      this.#fail(error.code ?? error.message),
    );
    this.#socket.once('close', () => this.#fail('hung up'));
  }

  /** False once it can carry no more. */
  get open(): boolean {
    return !this.#gone;
  }

  /** @param settle is called once, whatever happens */
  ask(request: Uint8Array, settle: (outcome: Outcome) => void): void {
    this.#settle = settle;
    if (this.#gone) this.#fail('hung up');
    else this.#socket.write(request);
  }

  close(): void {
    this.#gone = true;
    this.#socket.destroy();
  }

  /** Closes it; whoever asked hears nothing more. */
  hangUp(): void {
    this.#settle = undefined;
    this.close();
  }

  #fail(outcome: string): void {
    this.close();
    this.#answer({ outcome, last: true });
  }

  #answer(outcome: Outcome): void {
    const settle = this.#settle;
    this.#settle = undefined;
    settle?.(outcome);
  }
}
