import './float16.js'; // before onnxruntime, see there
import { InferenceSession } from 'onnxruntime-node';
import { ModelError } from '@easel/models';
import { askedProvider } from './execution-provider.js';
import type { Backend, ModelInfo, TensorInfo } from './backend.js';
import { OnnxModel } from './onnx-model.js';
import { onnxWords } from './onnx-words.js';
import { bind } from './tensors.js';

/** onnxruntime on this process's CPU, or on the card that it was given. Every call blocks the calling thread: only lanes and tools use it. */
export const onnxruntime: Backend = {
  async describe(file) {
    const session = await open(file, 1);
    const info = infoOf(session);
    await session.release();
    return info;
  },

  async load(file, manifest, { threads } = { threads: 1 }) {
    const session = await open(file, threads);
    try {
      return new OnnxModel(session, bind(infoOf(session), manifest), manifest.input.type);
    } catch (error) {
      await session.release();
      throw error;
    }
  },
};

async function open(file: string, threads: number): Promise<InferenceSession> {
  const provider = askedProvider();
  try {
    return await InferenceSession.create(file, {
      // No second one after `cuda`: a card that is asked for and cannot be used is refused, not done without.
      executionProviders: [provider],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
      executionMode: 'sequential',
      graphOptimizationLevel: 'all',
      // Without the arena a MobileNetV2 took 20 % more CPU (24.3 against 20.3 ms) and held 10 MiB less; without the
      // memory pattern nothing changed. Neither keeps memory after release(): the allocator below them does.
      enableCpuMemArena: true,
      enableMemPattern: true,
      logSeverityLevel: 3,
      // Threads that wait for the next operator in a loop take the core from the other lanes. Two threads on two cores
      // that others used as well: 23 to 27 ms of CPU for a MobileNetV2, 31 to 42 with the loop; 22 to 28 and 47 to 55
      // with pauses between the runs; the time to an answer was the same within noise.
      extra: { session: { intra_op: { allow_spinning: '0' } } },
    });
  } catch (cause) {
    const why = onnxWords(cause as Error);
    const where = provider === 'cuda' ? ' on the card (cuda)' : '';
    throw new ModelError(`onnxruntime cannot load the model${where}: ${why}`, { cause });
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
