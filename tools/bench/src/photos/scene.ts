import { Rng } from '@easel/demo-model';

export interface Size {
  /** Pixels. */
  width: number;
  height: number;
}

/** Interleaved RGB, rows from the top. */
export interface Pixels extends Size {
  data: Uint8Array;
}

/** A blob of light: where, how large (in picture heights), and what it adds to each channel. */
interface Blob {
  x: number;
  y: number;
  radius: number;
  colour: [number, number, number];
}

/**
 * What a camera could have seen: soft shapes, some hard edges, fine texture, and a sensor's noise.
 * @param noise its deviation, of 255: what makes a file large.
 */
export function scene({ width, height }: Size, noise: number): Pixels {
  const rng = new Rng(7, `scene ${width}x${height}`);
  const blobs = Array.from({ length: 14 }, (): Blob => ({
    x: rng.between(0, width / height),
    y: rng.between(0, 1),
    radius: rng.between(0.05, 0.4),
    colour: [rng.between(-90, 90), rng.between(-90, 90), rng.between(-90, 90)],
  }));
  const data = new Uint8Array(width * height * 3);
  const light = [0, 0, 0];
  for (let y = 0, at = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const [u, v] = [x / height, y / height];
      const stripes = 14 * Math.sin(90 * (u + 0.4 * v)) * Math.sin(31 * v);
      light.fill(118 + stripes + noise * rng.normal());
      for (const blob of blobs) shine(blob, { u, v, light });
      for (const channel of light) data[at++] = Math.min(255, Math.max(0, Math.round(channel)));
    }
  return { width, height, data };
}

/** Every other blob ends in an edge, the rest fade. */
function shine(
  { x, y, radius, colour }: Blob,
  { u, v, light }: { u: number; v: number; light: number[] },
): void {
  const away = ((u - x) ** 2 + (v - y) ** 2) / radius ** 2;
  if (away >= 1) return;
  const share = radius > 0.2 ? (1 - away) ** 2 : 0.6;
  for (let channel = 0; channel < 3; channel += 1)
    light[channel] = (light[channel] ?? 0) + share * (colour[channel] ?? 0);
}
