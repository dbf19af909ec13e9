import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fromOnnx } from '../version/onnx.js';
import { Refusal } from '../refusal.js';

/**
 * The weights of the model version in `folder`.
 * @throws Refusal when there is none that this tool wrote.
 */
export async function readWeights(folder: string): Promise<Float32Array> {
  const file = join(folder, 'model.onnx');
  try {
    return fromOnnx(await readFile(file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Refusal(`cannot use ${file}: ${why}`, { cause: error });
  }
}
