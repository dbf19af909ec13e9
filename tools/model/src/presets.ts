import type { ManifestInput } from '@easel/models';

/** What training code of a framework usually does to a picture. `size` is the model's input side. */
export interface Preset {
  preprocess: (size: { width: number; height: number }) => ManifestInput['preprocess'];
  channels: 'RGB';
}

const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** torchvision and PaddleClas evaluate on the centre of a picture whose shorter side is 8/7 of the input's. */
const centre = ({ width, height }: { width: number; height: number }) => ({
  mode: 'shorter-side-crop' as const,
  shorterSide: Math.round((Math.max(width, height) * 8) / 7),
});

export const presets: Record<'pytorch' | 'keras' | 'paddle', Preset> = {
  pytorch: {
    channels: 'RGB',
    preprocess: (size) => ({ resize: centre(size), scale: 1 / 255, ...imagenet }),
  },
  /** keras.applications' 'tf' mode: -1 to 1. */
  keras: {
    channels: 'RGB',
    preprocess: () => ({ resize: { mode: 'stretch' }, scale: 1 / 127.5, mean: 1, std: 1 }),
  },
  paddle: {
    channels: 'RGB',
    preprocess: (size) => ({ resize: centre(size), scale: 1 / 255, ...imagenet }),
  },
};

export type PresetName = keyof typeof presets;
