import type { Picture } from './draw.js';

const headers = 14 + 40;
const palette = 256 * 4;

/** Both headers of a Windows bitmap that is bottom row first, and may have a palette. @param file all of it */
export function writeBmpHeader(
  file: Buffer,
  { width, height, bits }: { width: number; height: number; bits: 8 | 24 },
): void {
  const bytes = Math.ceil((width * bits) / 32) * 4 * height;
  file.write('BM', 0, 'latin1');
  file.writeUInt32LE(file.length, 2);
  file.writeUInt32LE(file.length - bytes, 10);
  file.writeUInt32LE(40, 14); // BITMAPINFOHEADER
  file.writeInt32LE(width, 18);
  file.writeInt32LE(height, 22);
  file.writeUInt16LE(1, 26); // planes
  file.writeUInt16LE(bits, 28);
  file.writeUInt32LE(bytes, 34);
}

/** A Windows bitmap of 8 bits a pixel with a palette of greys, bottom row first, as factory cameras write. */
export function encodeBmp({ width, height, data }: Picture): Uint8Array {
  const stride = Math.ceil(width / 4) * 4;
  const file = Buffer.alloc(headers + palette + stride * height);
  writeBmpHeader(file, { width, height, bits: 8 });
  for (let level = 0; level < 256; level += 1)
    file.set([level, level, level, 0], headers + level * 4);
  for (let y = 0; y < height; y += 1)
    file.set(
      data.subarray(y * width, (y + 1) * width),
      headers + palette + (height - 1 - y) * stride,
    );
  return file;
}
