import type { Manifest } from '@easel/models';
import type { Part, Size } from '../pictures/picture.js';
import { pythonRound } from './python-round.js';

/** What to cut from a picture, and what to make of it. All in pixels. */
export interface Frame {
  /** The part of the picture that is scaled. */
  source: Part;
  /** The size that part is scaled to. */
  scaled: Size;
  /** The part of the scaled picture that is kept: the rest is never computed. */
  kept: Part;
}

type Resize = Manifest['preprocess']['resize'];
type Framer<Mode extends Resize['mode']> = (
  resize: Extract<Resize, { mode: Mode }>,
  target: Size,
) => (picture: Size) => Frame;

const everything = ({ width, height }: Size): Part => ({ x: 0, y: 0, width, height });

/** How each mode fits a picture to the model's input. */
const framers: { [Mode in Resize['mode']]: Framer<Mode> } = {
  /** Pillow: `resize(target)`. */
  stretch: (_resize, target) => (picture) => ({
    source: everything(picture),
    scaled: target,
    kept: everything(target),
  }),

  /** Pillow: `ImageOps.fit`. */
  cover: (_resize, target) => (picture) => {
    const ratio = target.width / target.height;
    const wide = picture.width / picture.height >= ratio;
    const width = wide ? ratio * picture.height : picture.width;
    const height = wide ? picture.height : picture.width / ratio;
    return {
      source: { x: (picture.width - width) / 2, y: (picture.height - height) / 2, width, height },
      scaled: target,
      kept: everything(target),
    };
  },

  /** Pillow: `ImageOps.contain`; what is left free is filled later. */
  contain: (_resize, target) => (picture) => {
    const wide = picture.width / picture.height > target.width / target.height;
    const scaled = wide
      ? {
          width: target.width,
          height: Math.max(1, pythonRound((picture.height / picture.width) * target.width)),
        }
      : {
          width: Math.max(1, pythonRound((picture.width / picture.height) * target.height)),
          height: target.height,
        };
    return { source: everything(picture), scaled, kept: everything(scaled) };
  },

  /** torchvision: `Resize(shorterSide)`, `CenterCrop(target)`. */
  'shorter-side-crop': ({ shorterSide }, target) => {
    return (picture) => {
      const portrait = picture.width <= picture.height;
      const longer = portrait
        ? Math.trunc((shorterSide * picture.height) / picture.width)
        : Math.trunc((shorterSide * picture.width) / picture.height);
      const scaled = portrait
        ? { width: shorterSide, height: longer }
        : { width: longer, height: shorterSide };
      return {
        source: everything(picture),
        scaled,
        kept: {
          x: pythonRound((scaled.width - target.width) / 2),
          y: pythonRound((scaled.height - target.height) / 2),
          ...target,
        },
      };
    };
  },
};

/** Resolves a manifest's resize mode, once, to what is asked of each picture. */
export const framerFor = (resize: Resize, target: Size): ((picture: Size) => Frame) =>
  (framers[resize.mode] as Framer<Resize['mode']>)(resize, target);
