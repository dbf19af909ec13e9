import { EventEmitter, once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** One answer as it came over the wire. */
export interface RawAnswer {
  status: number;
  /** Names in lower case. */
  headers: Record<string, string>;
  text: string;
  /** Interim statuses before it, such as 100. */
  interim: number[];
}

/** What to write: bytes, or whatever a test does with the socket. */
export type Writing = string | Buffer | ((socket: Socket) => unknown);

interface Speaking {
  /** An answer to HEAD has a length and no body. */
  head?: boolean;
}

/** Says something to `url` over a connection of its own and reads one answer. */
export async function speak(url: string, say: Writing, { head = false }: Speaking = {}) {
  await using line = await Line.open(url);
  const answer = line.read(head);
  await line.say(say);
  return await answer;
}

/** One connection, on which anything may be said. */
export class Line implements AsyncDisposable {
  readonly socket: Socket;
  #heard = Buffer.alloc(0);
  #ended: Error | undefined;
  #interim: number[] = [];
  readonly #heardMore = new EventEmitter();

  private constructor(socket: Socket) {
    this.socket = socket;
    socket.on('data', (chunk: Buffer) => {
      this.#heard = Buffer.concat([this.#heard, chunk]);
      this.#heardMore.emit('more');
    });
    const end = (why: Error) => {
      this.#ended ??= why;
      this.#heardMore.emit('more');
    };
    socket.on('error', end).on('close', () => end(new Error('closed without an answer')));
  }

  static async open(url: string): Promise<Line> {
    const { hostname, port } = new URL(url);
    const socket = connect(Number(port), hostname);
    await new Promise((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new Line(socket);
  }

  async say(what: Writing): Promise<void> {
    if (typeof what === 'function') await what(this.socket);
    else this.socket.write(what);
  }

  /** The next answer. Rejects when the connection ends before it is whole. */
  async read(head = false): Promise<RawAnswer> {
    this.#interim = [];
    for (;;) {
      const answer = this.#take(head);
      if (answer && answer.status >= 200) return { ...answer, interim: this.#interim };
      if (answer) {
        this.#interim.push(answer.status);
        this.#heardMore.emit('more');
      } else if (this.#ended) throw this.#ended;
      else await this.#more();
    }
  }

  /** Resolves once an interim answer of this status was heard, by whoever reads. */
  async interim(status: number): Promise<void> {
    while (!this.#interim.includes(status)) await this.#more();
  }

  /** Resolves once the other side has closed the connection. */
  async closed(): Promise<void> {
    while (!this.#ended) await this.#more();
  }

  [Symbol.asyncDispose](): Promise<void> {
    this.socket.destroy();
    return Promise.resolve();
  }

  async #more(): Promise<void> {
    await once(this.#heardMore, 'more');
  }

  #take(head: boolean): Omit<RawAnswer, 'interim'> | undefined {
    const end = this.#heard.indexOf('\r\n\r\n');
    if (end === -1) return undefined;
    const [first = '', ...lines] = this.#heard.toString('latin1', 0, end).split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line): [string, string] => {
        const colon = line.indexOf(':');
        return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
      }),
    );
    const length = head ? 0 : Number(headers['content-length'] ?? 0);
    if (this.#heard.length < end + 4 + length) return undefined;
    const text = this.#heard.toString('utf8', end + 4, end + 4 + length);
    this.#heard = this.#heard.subarray(end + 4 + length);
    return { status: Number(first.split(' ')[1]), headers, text };
  }
}

interface Posting {
  method?: string;
  path?: string;
  /** Replaces what is written unless a test says otherwise; an empty value leaves the header out. */
  headers?: Record<string, string>;
}

/** A whole request as bytes. */
export function post(body: string | Buffer, { method, path, headers }: Posting = {}): Buffer {
  const payload = Buffer.from(body);
  const all: Record<string, string> = {
    Host: 'easel.test',
    'Content-Type': 'application/json',
    'Content-Length': String(payload.length),
    ...headers,
  };
  const lines = Object.entries(all)
    .filter(([, value]) => value !== '')
    .map(([name, value]) => `${name}: ${value}`);
  const line = `${method ?? 'POST'} ${path ?? '/steel/ImageClassification'} HTTP/1.1`;
  return Buffer.concat([Buffer.from([line, ...lines, '', ''].join('\r\n'), 'latin1'), payload]);
}

/** The head of a request to classify, for a body that a test writes itself. */
export const classifyHead = (...headers: string[]): string =>
  ['POST /steel/ImageClassification HTTP/1.1', 'Host: easel.test', ...headers, '', ''].join('\r\n');
