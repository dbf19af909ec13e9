import type { Point } from './view.js';

/** Pixels. */
export interface Size {
  width: number;
  height: number;
}

/** Changes the light of one pixel; `x` and `y` are picture coordinates, see View. */
export type Brush = (light: number, x: number, y: number) => number;

/** The light that reaches the sensor, 0 (none) to 1 (white), row by row. */
export class Canvas {
  readonly size: Size;
  readonly light: Float32Array;
  /** The side of a pixel, in picture heights. */
  readonly pixel: number;

  constructor(size: Size) {
    this.size = size;
    this.light = new Float32Array(size.width * size.height);
    this.pixel = 1 / size.height;
  }

  /** Brushes every pixel. */
  fill(brush: Brush): void {
    this.around({ x: 0, y: 0 }, { radius: Infinity, brush });
  }

  /** Brushes the pixels of the square around `center` whose half side is `radius`. */
  around(center: Point, { radius, brush }: { radius: number; brush: Brush }): void {
    const { width, height } = this.size;
    const column = (x: number) => Math.floor(x * height + width / 2);
    const row = (y: number) => Math.floor(y * height + height / 2);
    const right = Math.min(column(center.x + radius), width - 1);
    const bottom = Math.min(row(center.y + radius), height - 1);
    const left = Math.max(column(center.x - radius), 0);
    for (let j = Math.max(row(center.y - radius), 0); j <= bottom; j += 1) {
      const y = (j + 0.5 - height / 2) * this.pixel;
      for (let i = left; i <= right; i += 1) {
        const at = j * width + i;
        const x = (i + 0.5 - width / 2) * this.pixel;
        this.light[at] = brush(this.light[at] ?? 0, x, y);
      }
    }
  }
}
