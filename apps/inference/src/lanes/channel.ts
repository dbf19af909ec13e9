import { EventEmitter } from 'node:events';
import type { Duplex } from 'node:stream';

/** Something to say, in JSON, but for an image of bytes. */
interface Message {
  id: number;
  image?: unknown;
}

/** Bytes: the length of the JSON, and of all images together. */
const HEAD_BYTES = 8;

/** Beyond this a frame is none: something else writes to the channel. */
const MOST_BYTES = 256 * 1024 * 1024;

interface Head {
  messages: object[];
  /** Of each message's image, in bytes; null where it has none. */
  sizes: (number | null)[];
}

/**
 * One end of the connection between inference and a lane. Several messages go in one frame; images are neither
 * serialised nor copied on their way out, and copied once, out of the chunks that they come in, on their way in.
 */
export class Channel<Out extends Message, In extends Message> extends EventEmitter<{
  messages: [In[]];
  close: [];
}> {
  readonly #socket: Duplex;
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(socket: Duplex) {
    super();
    this.#socket = socket;
    socket.on('data', (chunk: Buffer) => this.#read(chunk));
    socket.on('error', () => undefined); // 'close' follows
    socket.on('close', () => this.emit('close'));
  }

  /** Says it all in one frame. To an end that has gone it says nothing. */
  send(messages: Out[]): void {
    if (!this.#socket.writable) return;
    const images = messages.flatMap(({ image }) => (isBytes(image) ? image : []));
    const head: Head = {
      messages: messages.map((message) => (isBytes(message.image) ? wordsOf(message) : message)),
      sizes: messages.map(({ image }) => (isBytes(image) ? image.length : null)),
    };
    const json = Buffer.from(JSON.stringify(head));
    const lengths = Buffer.allocUnsafe(HEAD_BYTES);
    lengths.writeUInt32LE(json.length, 0);
    lengths.writeUInt32LE(
      images.reduce((sum, { length }) => sum + length, 0),
      4,
    );
    this.#socket.cork();
    for (const part of [lengths, json, ...images]) this.#socket.write(part);
    this.#socket.uncork();
  }

  close(): void {
    this.#socket.destroy();
  }

  #read(chunk: Buffer): void {
    this.#chunks.push(chunk);
    this.#bytes += chunk.length;
    for (;;) {
      const first = this.#atLeast(HEAD_BYTES);
      if (!first) return;
      const json = first.readUInt32LE(0);
      const end = HEAD_BYTES + json + first.readUInt32LE(4);
      if (end > MOST_BYTES) {
        this.#socket.destroy(new Error(`a frame of ${end} bytes`));
        return;
      }
      const frame = this.#atLeast(end);
      if (!frame) return;
      this.#chunks.shift();
      if (frame.length > end) this.#chunks.unshift(frame.subarray(end));
      this.#bytes -= end;
      this.emit('messages', open<In>(frame.subarray(HEAD_BYTES, end), json));
    }
  }

  /** The first chunk, once so many bytes have come, and joined with what follows only where it has fewer. */
  #atLeast(bytes: number): Buffer | undefined {
    if (this.#bytes < bytes) return undefined;
    const [first] = this.#chunks;
    if (first && first.length >= bytes) return first;
    const whole = Buffer.concat(this.#chunks, this.#bytes);
    this.#chunks = [whole];
    return whole;
  }
}

const isBytes = (image: unknown): image is Uint8Array => image instanceof Uint8Array;
const wordsOf = ({ image: _image, ...words }: Message): object => words;

function open<In>(frame: Buffer, json: number): In[] {
  const { messages, sizes } = JSON.parse(frame.toString('utf8', 0, json)) as Head;
  let at = json;
  return messages.map((words, index) => {
    const size = sizes[index] ?? null;
    if (size === null) return words as In;
    at += size;
    return { ...words, image: frame.subarray(at - size, at) } as In;
  });
}
