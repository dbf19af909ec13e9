/** Pixels. */
export interface Size {
  width: number;
  height: number;
}

/** A rectangle in a picture, in pixels and fractions of them. */
export interface Part extends Size {
  x: number;
  y: number;
}

/** A decoded picture: 8-bit RGB, interleaved, rows from the top: `data` is [height, width, 3]. */
export interface Picture extends Size {
  data: Uint8Array;
  /** Of pixels that lie as a BMP has them, blue first: where the top row begins, and the bytes to the row below. */
  stored?: { top: number; stride: number };
  /** Of a picture that was decoded smaller than it is: what it is in full. */
  shrunk?: {
    full: Size;
    /** Where `data` shows it, in its pixels; at an edge the last of them may be there in part. */
    covered: Part;
  };
}
