/** Pixels on their way to a tensor: `data` is [height, width, channels], interleaved, rows from the top. */
export interface Raster {
  width: number;
  height: number;
  channels: 1 | 3;
  data: Float32Array;
}

/** One thing that happens to a raster. It may change `data` in place: nobody else holds it. */
export type Step = (raster: Raster) => Raster;
