import { readFloat16, writeFloat16 } from './float16.js'; // before onnxruntime, see there
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { ModelError, type Manifest } from '@easel/models';
import type { Backend, Model, ModelInfo, TensorInfo } from './backend.js';
import { bind, type Binding } from './tensors.js';

type InputType = Manifest['input']['type'];

/** How preprocessed numbers become the elements that a model takes. */
const fillers: Record<
  InputType,
  (size: number) => { data: Tensor['data']; write: (values: Float32Array) => void }
> = {
  float32: (size) => {
    const data = new Float32Array(size);
    return { data, write: (values) => data.set(values) };
  },
  float16: (size) => {
    const data = new Uint16Array(size);
    return { data, write: (values) => writeFloat16(values, data.subarray(0, values.length)) };
  },
  uint8: (size) => {
    const data = new Uint8Array(size);
    const rounded = new Uint8ClampedArray(data.buffer); // rounds to nearest and clamps to 0..255
    return { data, write: (values) => rounded.set(values) };
  },
};

class OnnxModel implements Model {
  readonly #session: InferenceSession;
  readonly #binding: Binding;
  readonly #write: (values: Float32Array) => void;
  readonly #feeds: Record<string, Tensor>;

  constructor(session: InferenceSession, binding: Binding, type: InputType) {
    this.#session = session;
    this.#binding = binding;
    // Further places of a fixed batch stay zero: they cost time, and their answers are not read.
    const { data, write } = fillers[type](
      binding.dims.reduce((product, size) => product * size, 1),
    );
    this.#write = write;
    this.#feeds = { [binding.input.name]: new Tensor(type, data as Float32Array, binding.dims) };
  }

  async run(values: Float32Array): Promise<Float32Array> {
    this.#write(values);
    const { output, batch } = this.#binding;
    const answer = (await this.#session.run(this.#feeds, [output.name]))[output.name];
    if (!answer) throw new ModelError(`the model gave no ${output.name}`);
    const scores =
      answer.type === 'float16'
        ? readFloat16(answer.data as unknown as Uint16Array)
        : (answer.data as Float32Array);
    return scores.subarray(0, scores.length / batch);
  }

  dispose(): Promise<void> {
    return this.#session.release();
  }
}

/** onnxruntime on this process's CPU. Every call blocks the calling thread: only lanes and tools use it. */
export const onnxruntime: Backend = {
  async describe(file) {
    const session = await open(file);
    const info = infoOf(session);
    await session.release();
    return info;
  },

  async load(file, manifest) {
    const session = await open(file);
    try {
      return new OnnxModel(session, bind(infoOf(session), manifest), manifest.input.type);
    } catch (error) {
      await session.release();
      throw error;
    }
  },
};

async function open(file: string): Promise<InferenceSession> {
  try {
    return await InferenceSession.create(file, {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1, // lanes, not threads, use the cores
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      logSeverityLevel: 3,
    });
  } catch (cause) {
    const { message } = cause as Error;
    const hint = /external data/i.test(message)
      ? '. Its weights are in a second file: export it as one (PyTorch: external_data=False)'
      : '';
    throw new ModelError(`onnxruntime cannot load the model: ${message}${hint}`, { cause });
  }
}

function infoOf(session: InferenceSession): ModelInfo {
  const tensors = (all: readonly InferenceSession.ValueMetadata[]) =>
    all.map((tensor): TensorInfo => {
      if (!tensor.isTensor) throw new ModelError(`${tensor.name} is not a tensor`);
      return { name: tensor.name, type: tensor.type, shape: [...tensor.shape] };
    });
  return { inputs: tensors(session.inputMetadata), outputs: tensors(session.outputMetadata) };
}
