/* eslint-disable @typescript-eslint/no-non-null-assertion -- loops over pixels: each index is in range by construction */
/**
 * [n, 4] CMYK to [n, 3] RGB without a colour profile, R = (255 - C)(255 - K) / 255, as Pillow's `convert('RGB')`
 * does.
 */
export function cmykToRgb(cmyk: Uint8Array): Uint8Array {
  const rgb = new Uint8Array((cmyk.length / 4) * 3);
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    const light = 255 - cmyk[from + 3]!;
    rgb[to] = light - divide255(cmyk[from]! * light);
    rgb[to + 1] = light - divide255(cmyk[from + 1]! * light);
    rgb[to + 2] = light - divide255(cmyk[from + 2]! * light);
  }
  return rgb;
}

/** n / 255, rounded, for n in 0..65025. */
const divide255 = (n: number): number => {
  const rounded = n + 128;
  return ((rounded >> 8) + rounded) >> 8;
};
