import { writeBmpHeader } from '@easel/demo-model';
import type { Pixels } from './scene.js';

const headers = 14 + 40;

/** A Windows bitmap of 24 bits a pixel, bottom row first, as most cameras that write BMP do. */
export function encodeBmp({ width, height, data }: Pixels): Buffer {
  const stride = Math.ceil((width * 3) / 4) * 4;
  const file = Buffer.alloc(headers + stride * height);
  writeBmpHeader(file, { width, height, bits: 24 });
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      for (let channel = 0; channel < 3; channel += 1)
        file[headers + (height - 1 - y) * stride + 3 * x + 2 - channel] =
          data[3 * (y * width + x) + channel] ?? 0;
  return file;
}
