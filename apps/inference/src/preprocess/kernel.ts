import { wasm } from '../gen/kernel.js';

/** The part of the language that is used here: its types come with browsers' alone. */
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object;
  Instance: new (module: object) => {
    exports: { memory: Memory; resize: (job: number) => void };
  };
};
interface Memory {
  buffer: ArrayBuffer;
  grow(pages: number): void;
}

const compiled = new WebAssembly.Module(Buffer.from(wasm, 'base64'));
const PAGE = 65_536;

/** One instance of kernel/resize.ts, which says what its job is made of, and its memory. */
export class Kernel {
  readonly #memory: Memory;
  readonly #resize: (job: number) => void;

  constructor() {
    const { exports } = new WebAssembly.Instance(compiled);
    this.#memory = exports.memory;
    this.#resize = exports.resize;
  }

  get buffer(): ArrayBuffer {
    return this.#memory.buffer;
  }

  /** Views of `buffer` from before are empty after it has grown. */
  grow(bytes: number): void {
    const lacking = bytes - this.#memory.buffer.byteLength;
    if (lacking > 0) this.#memory.grow(Math.ceil(lacking / PAGE));
  }

  resize(job: readonly number[]): void {
    new Int32Array(this.#memory.buffer, 0, job.length).set(job);
    this.#resize(0);
  }
}
