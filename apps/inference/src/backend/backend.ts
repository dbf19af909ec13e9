import type { Manifest } from '@easel/models';

/** A tensor of a model file. A dimension is a number, or a name where it is free. */
export interface TensorInfo {
  name: string;
  type: string;
  shape: (number | string)[];
}

/** What a model file says about itself. */
export interface ModelInfo {
  inputs: TensorInfo[];
  outputs: TensorInfo[];
}

/** A model in memory. */
export interface Model {
  /**
   * Runs one picture.
   * @param values channels x height x width numbers in the manifest's layout, preprocessed
   * @returns what the model says of each class, before any activation; a view that the next run overwrites
   */
  run(values: Float32Array): Promise<Float32Array>;
  dispose(): Promise<void>;
}

/** What runs models. A seam, because GPUs and other runtimes stand behind it. */
export interface Backend {
  describe(file: string): Promise<ModelInfo>;
  /** @throws ModelError when the file is not what the manifest says. */
  load(file: string, manifest: Manifest): Promise<Model>;
}
