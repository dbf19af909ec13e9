/** A decoded picture: 8-bit RGB, interleaved, rows from the top: `data` is [height, width, 3]. */
export interface Picture {
  /** Pixels. */
  width: number;
  height: number;
  data: Uint8Array;
}
