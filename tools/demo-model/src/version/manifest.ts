import { manifestSchema, type ManifestInput } from '@easel/models';
import { inputSize, levels } from '../input/preprocessing.js';

/** What the server must know to feed the network as the training did. */
export function manifest(golden: ManifestInput['golden']): ManifestInput {
  const written = {
    format: 1,
    model: 'model.onnx',
    labels: 'labels.txt',
    input: { ...inputSize, type: 'float32', layout: 'NCHW', channels: 'GREY' },
    preprocess: { resize: { mode: 'stretch' }, ...levels },
    output: { activation: 'probabilities' },
    golden,
  } satisfies ManifestInput;
  manifestSchema.parse(written);
  return written;
}
