/** An answer, as far as the load needs it. */
export interface Reply {
  /** `ok`, an `error_code`, or `HTTP 503` where the body has none. */
  outcome: string;
  /** Everything before the body, as it came. */
  head: string;
  /** Whether the server hangs up after it. */
  last: boolean;
}

const nothing = Buffer.alloc(0);
const errorCode = Buffer.from('{"error_code":');

/** Cuts what a connection brings into answers, wherever the pieces end. Knows no more of HTTP than a gateway of ours says. */
export class ReplyReader {
  readonly #onReply: (reply: Reply) => void;
  #held: Buffer = nothing;

  constructor(onReply: (reply: Reply) => void) {
    this.#onReply = onReply;
  }

  /** @throws Error at an answer that does not say how long it is. */
  push(piece: Buffer): void {
    this.#held = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
    for (;;) {
      const end = this.#held.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = this.#held.toString('latin1', 0, end);
      const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
      if (length === undefined) throw new Error(`an answer of unknown length: ${head}`);
      const until = end + 4 + Number(length);
      if (this.#held.length < until) return;
      const body = this.#held.subarray(end + 4, until);
      this.#held = this.#held.length === until ? nothing : this.#held.subarray(until);
      this.#onReply({
        outcome: outcomeOf(head, body),
        head,
        last: /\r\nconnection: *close/i.test(head),
      });
    }
  }
}

function outcomeOf(head: string, body: Buffer): string {
  if (body.subarray(0, errorCode.length).equals(errorCode))
    return String(
      Number.parseInt(body.toString('latin1', errorCode.length, errorCode.length + 8), 10),
    );
  const status = head.slice(9, 12);
  return status.startsWith('2') ? 'ok' : `HTTP ${status}`;
}
