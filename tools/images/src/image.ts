/** An image that is handed to customers: how deploy/Dockerfile makes it, and what it may add to its base. */
export interface Image {
  name: string;
  target: 'service' | 'cli' | 'cuda12';
  workspace: string;
  limitMB: number;
}

export const images: readonly Image[] = [
  { name: 'gateway', target: 'service', workspace: 'apps/gateway', limitMB: 60 },
  { name: 'inference', target: 'service', workspace: 'apps/inference', limitMB: 180 },
  { name: 'licensing', target: 'service', workspace: 'apps/licensing', limitMB: 60 },
  { name: 'batch', target: 'service', workspace: 'apps/batch', limitMB: 60 },
  // It brings Python and compose.
  { name: 'cli', target: 'cli', workspace: 'apps/cli', limitMB: 150 },
];

/** In inference's place. What NVIDIA's libraries in it weigh is not ours to limit. */
const cuda12: Image = {
  name: 'inference-cuda12',
  target: 'cuda12',
  workspace: 'apps/inference',
  limitMB: Infinity,
};

export type Runtime = 'cpu' | 'cuda12';

/** The images of a release that classifies on a processor, or of one for a card. */
export const imagesFor: Record<Runtime, readonly Image[]> = {
  cpu: images,
  cuda12: images.map((image) => (image.name === 'inference' ? cuda12 : image)),
};

/** What is laid out for images: theirs, and the development edition's `setup`, which no customer gets. */
export const contents = [...images.map(({ workspace }) => workspace), 'tools/run'];

/** @param release such as 0.1.0; `development` is what nobody releases */
export const referenceOf = (name: string, release: string) => `easel/${name}:${release}`;
