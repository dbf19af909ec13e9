import type { Rng } from '../drawing/rng.js';
import { inputLength, inputSize, normalize } from '../input/preprocessing.js';

/** Pixels by which a picture is moved at most. */
const shift = 4;

/**
 * Writes a picture as the network takes it, changed in ways that change nothing about its label:
 * mirrored, moved, lighter or darker, noisier.
 * @param picture grey levels [height, width].
 * @param target where its normalized values go, of the same length.
 */
export function augment(picture: Uint8Array, target: Float32Array, rng: Rng): void {
  const { width, height } = inputSize;
  const [mirrorX, mirrorY] = [rng.chance(0.5), rng.chance(0.5)];
  const [moveX, moveY] = [rng.whole(-shift, shift), rng.whole(-shift, shift)];
  const gain = rng.between(0.8, 1.2);
  const offset = rng.between(-0.25, 0.25);
  const noise = rng.chance(0.5) ? rng.between(0, 0.12) : 0;
  const place = (at: number, move: number, { mirror, end }: { mirror: boolean; end: number }) => {
    const moved = Math.min(Math.max(at + move, 0), end - 1); // the edge repeats
    return mirror ? end - 1 - moved : moved;
  };
  const columns = Array.from({ length: width }, (_, x) =>
    place(x, moveX, { mirror: mirrorX, end: width }),
  );
  for (let at = 0; at < inputLength; at += 1) {
    const row = place(Math.floor(at / width), moveY, { mirror: mirrorY, end: height });
    const level = picture[row * width + (columns[at % width] ?? 0)] ?? 0;
    target[at] = gain * normalize(level) + offset + (noise && noise * rng.normal());
  }
}
