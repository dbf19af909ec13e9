import { z } from 'zod';

/** What onnxruntime runs models on: the processor, or one card. The image for a card asks for `cuda`. */
export const executionProvider = z.enum(['cpu', 'cuda']).default('cpu').describe('cpu or cuda');

/** What this process was asked to use: services and lanes alike, which inherit it. @throws ZodError for anything else. */
export function askedProvider() {
  const asked = process.env.EASEL_EXECUTION_PROVIDER;
  return executionProvider.parse(asked === '' ? undefined : asked);
}
