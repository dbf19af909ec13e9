import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import type { Ground } from './ground.js';
import type { Stack } from './stack.js';

/** What a deployment's containers are made of. */
export const imagesOf = (stack: Stack): string[] => [
  `easel/gateway:${stack.release ?? ''}`,
  inferenceImage(stack),
  ...(stack.hasBatches ? [`easel/batch:${stack.release ?? ''}`, 'redis:7-bookworm'] : []),
];

export const inferenceImage = ({ release = '', runtime }: Stack): string =>
  `easel/${runtime === 'cuda12' ? 'inference-cuda12' : 'inference'}:${release}`;

export const licensingImage = (release: string): string => `easel/licensing:${release}`;

/**
 * Compose would fetch what is not here, from a registry where the names are anybody's.
 * @throws Failure naming the package that brings it.
 */
export async function requireImages({ work, engine }: Ground, stack: Stack): Promise<void> {
  const { release: host } = work.host;
  if (host !== undefined && !(await engine.image(licensingImage(host))))
    throw new Failure(exits.refused, messages.imageGone(licensingImage(host), host, stack.name));
  for (const image of imagesOf(stack))
    if (!(await engine.image(image)))
      throw new Failure(exits.refused, messages.imageGone(image, stack.release ?? '', stack.name));
}
