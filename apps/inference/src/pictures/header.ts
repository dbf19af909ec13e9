/** What a picture's header says of it, before any pixel is decoded. */
export interface PictureHeader {
  format: 'jpeg' | 'png' | 'bmp';
  /** Pixels as stored, before any EXIF orientation. */
  width: number;
  height: number;
  /** Memory that decoding it takes, in bytes: what admission counts. */
  decodedBytes: number;
}

/** What the readers of the three formats tell `inspect`. */
export interface Dimensions {
  width: number;
  height: number;
  /** Bytes per pixel that the decoder holds beside the RGB picture it makes. */
  workingBytes: number;
}
