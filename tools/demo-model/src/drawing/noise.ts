import { mix, type Rng } from './rng.js';

/** A smooth random field over the plane, in -1..1, with one hill or hollow per unit. */
export type Noise = (x: number, y: number) => number;

/** Value noise: chance on the whole-number lattice, smoothly interpolated between. */
export function valueNoise(rng: Rng): Noise {
  const salt = rng.uint32();
  const lattice = (x: number, y: number) =>
    mix(Math.imul(x, 0x27d4eb2f) ^ Math.imul(y, 0x165667b1) ^ salt) / 2 ** 31 - 1;
  return (x, y) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const across = ease(x - left);
    const down = ease(y - top);
    const upper = blend(lattice(left, top), lattice(left + 1, top), across);
    const lower = blend(lattice(left, top + 1), lattice(left + 1, top + 1), across);
    return blend(upper, lower, down);
  };
}

/** From `from` at 0 to `to` at 1. */
export const blend = (from: number, to: number, share: number): number =>
  from + (to - from) * share;

/** 0 at 0, 1 at 1, level at both ends; clamps what lies outside. */
export function ease(share: number): number {
  const clamped = Math.min(Math.max(share, 0), 1);
  return clamped * clamped * (3 - 2 * clamped);
}
