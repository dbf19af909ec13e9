import type { Canvas, Shrink } from '../pictures/canvas.js';
import type { Picture, Size } from '../pictures/picture.js';
import type { Frame } from './frame.js';
import { geometryOf, outline, type Geometry } from './geometry.js';
import { Kernel } from './kernel.js';
import type { Pass } from './pass.js';
import { pythonRound } from './python-round.js';
import { Recent } from './recent.js';

/** Sizes of pictures whose taps are kept, some ten kilobytes each. */
const SIZES = 8;
/** Bytes of memory that are always kept. Few pictures need more: 5 megapixels, and larger JPEGs come shrunk. */
const KEPT = 16 * 2 ** 20;
/** More is given back when so many pictures in a row did without: where sizes are mixed, none pays for it each time. */
const PATIENCE = 32;
/** The kernel reads so far behind what it was given, at most. */
const SLACK = 16;
/** The kernel writes so many elements at once, some of them into the void. */
const BLOCK = 16;
const SHRINKS: readonly Shrink[] = [8, 4, 2];
/** How many times smaller a picture must still become after the decoder has shrunk it. */
const MARGIN = 2;

const aligned = (bytes: number): number => (bytes + 15) & ~15;

/** Where in the kernel's memory things are that stay for all pictures, from the bottom: the job is at 0. */
interface Places {
  scratch: number;
  slopes: number;
  offsets: number;
  tensor: number;
  /** Behind the picture: taps and narrow rows. */
  picture: number;
}

/**
 * Makes tensors of pictures, in the memory of one kernel: a picture may be decoded into it, and the tensor is a view of
 * it. So one picture at a time: what was made of the last is gone when there is room for the next.
 */
export class Press implements Canvas {
  readonly #pass: Pass;
  readonly #frame: (picture: Size) => Frame;
  readonly #geometries = new Recent<Geometry>(SIZES);
  readonly #planes: 1 | 3;
  /** Bytes from one narrow row to the next. */
  readonly #stride: number;
  readonly #at: Places;
  /** The tensor of no picture at all, where pictures leave some of it free. */
  readonly #empty: Float32Array;
  #kernel: Kernel;
  /** Pictures in a row that needed no more memory than is always kept. */
  #modest = 0;

  constructor(pass: Pass, frame: (picture: Size) => Frame) {
    this.#pass = pass;
    this.#frame = frame;
    this.#planes = pass.interleaved && !pass.grey ? 1 : 3;
    this.#stride = aligned(this.#planes === 1 ? 3 * pass.width : pass.width);
    this.#empty = emptyTensor(pass);
    this.#at = placesOf({
      lines: this.#planes,
      stride: this.#stride,
      tensorBytes: this.#empty.byteLength,
    });
    this.#kernel = this.#freshKernel();
  }

  room(bytes: number): Buffer {
    const end = this.#at.picture + bytes + SLACK;
    this.#modest += 1;
    this.#reach(end);
    if (this.#modest > PATIENCE && this.#kernel.buffer.byteLength > KEPT) {
      this.#kernel = this.#freshKernel();
      this.#kernel.grow(end);
    }
    return Buffer.from(this.#kernel.buffer, this.#at.picture, bytes);
  }

  shrink(size: Size): Shrink {
    const { source, scaled } = this.#frame(size);
    const ratio = Math.min(source.width / scaled.width, source.height / scaled.height);
    return SHRINKS.find((by) => ratio >= MARGIN * by) ?? 1;
  }

  /**
   * @returns the model's input: float32 [channels, height, width] or [height, width, channels], whatever the tensor's
   *   type; a view that holds until there is room for the next picture.
   */
  prepare(picture: Picture): Float32Array {
    const { data } = picture;
    if (data.buffer !== this.#kernel.buffer) this.room(data.length).set(data);
    const geometry = this.#geometries.get(outline(picture), () =>
      geometryOf(picture, this.#frame(picture.shrunk?.full ?? picture), this.#stride),
    );
    const columns = aligned(this.#at.picture + data.length + SLACK);
    const lines = aligned(columns + geometry.columns.length);
    const narrow = aligned(lines + geometry.lines.length);
    // One row more than there are: taps come in pairs.
    const planeStride = (geometry.rows + 1) * this.#stride;
    this.#reach(narrow + this.#planes * planeStride + SLACK);
    const { buffer } = this.#kernel;
    new Uint8Array(buffer, columns).set(geometry.columns);
    new Uint8Array(buffer, lines).set(geometry.lines);
    const tensor = new Float32Array(buffer, this.#at.tensor, this.#empty.length);
    const { width, height } = this.#pass;
    if (geometry.width < width || geometry.height < height) tensor.set(this.#empty);
    this.#kernel.resize(this.#job(picture, geometry, { columns, lines, narrow, planeStride }));
    return tensor;
  }

  #reach(end: number): void {
    if (end > KEPT) this.#modest = 0;
    this.#kernel.grow(end);
  }

  /** In the order of kernel/resize.ts. */
  #job(
    picture: Picture,
    { width, height, top, rows }: Geometry,
    at: { columns: number; lines: number; narrow: number; planeStride: number },
  ): number[] {
    const pass = this.#pass;
    const planar = this.#planes === 3;
    const apart = planar ? at.planeStride : 1;
    const { stored } = picture;
    const stride = stored?.stride ?? 3 * picture.width;
    const [red, green, blue] = pass.order;
    const pixel = pass.interleaved && !pass.grey ? 3 : 1; // elements of the tensor
    const left = pythonRound((pass.width - width) / 2);
    const above = pythonRound((pass.height - height) / 2);
    return [
      this.#at.picture + (stored?.top ?? 0) + stride * top,
      stride,
      rows,
      at.columns,
      width,
      at.narrow + (stored ? blue : red) * apart,
      at.narrow + green * apart,
      at.narrow + (stored ? red : blue) * apart,
      planar ? 1 : 3,
      this.#stride,
      at.lines,
      height,
      at.narrow,
      this.#planes,
      at.planeStride,
      planar ? width : 3 * width,
      this.#at.slopes,
      this.#at.offsets,
      4 * this.#stride,
      this.#at.tensor + 4 * pixel * (above * pass.width + left),
      4 * pixel * pass.width,
      4 * pass.width * pass.height,
      pass.grey ? 1 : 0,
      this.#at.scratch,
    ];
  }

  #freshKernel(): Kernel {
    const kernel = new Kernel();
    kernel.grow(this.#at.picture);
    const places = this.#planes * this.#stride;
    const { slope, offset } = this.#pass;
    const channel = (place: number): number =>
      this.#planes === 1 ? place % 3 : Math.floor(place / this.#stride) % slope.length;
    const spread = (values: readonly number[]) => (_: unknown, place: number) =>
      values[channel(place)] ?? 0;
    new Float32Array(kernel.buffer, this.#at.slopes).set(
      Array.from({ length: places }, spread(slope)),
    );
    new Float32Array(kernel.buffer, this.#at.offsets).set(
      Array.from({ length: places }, spread(offset)),
    );
    return kernel;
  }
}

function placesOf({
  lines,
  stride,
  tensorBytes,
}: {
  lines: number;
  stride: number;
  tensorBytes: number;
}): Places {
  const scratch = 128;
  const slopes = aligned(scratch + 4 * BLOCK + 3 * stride);
  const offsets = slopes + 4 * lines * stride;
  const tensor = offsets + 4 * lines * stride;
  return { scratch, slopes, offsets, tensor, picture: aligned(tensor + tensorBytes) };
}

/** Every element as the kernel would make it of the level that fills. */
function emptyTensor({ width, height, interleaved, slope, offset, fill }: Pass): Float32Array {
  const channels = slope.length;
  const values = Float32Array.from(
    fill,
    (level, channel) =>
      Math.fround(Math.fround(slope[channel] ?? 0) * level) + Math.fround(offset[channel] ?? 0),
  );
  const size = width * height;
  const tensor = new Float32Array(channels * size);
  if (!interleaved)
    values.forEach((value, channel) => tensor.fill(value, channel * size, (channel + 1) * size));
  else for (let at = 0; at < tensor.length; at += channels) tensor.set(values, at);
  return tensor;
}
