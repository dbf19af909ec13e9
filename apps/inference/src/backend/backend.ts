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

/** A model in memory. It takes one run at a time. */
export interface Model {
  /** Pictures that one run takes at most; Infinity where the batch dimension is free. */
  readonly places: number;

  /**
   * Runs one picture.
   * @param values channels x height x width numbers in the manifest's layout, preprocessed. float32 reaches the model
   * without a copy, whatever memory it is a view of (WASM's too): it must stay as it is, and its memory must not grow,
   * until the run is over. Other types are converted when the run is asked for, and are free at once.
   * @returns what the model says of each class, before any activation; the caller's own
   */
  run(values: Float32Array): Promise<Float32Array>;

  /**
   * Runs several pictures at once, at most `places`.
   * @param pictures each as for `run`; copied side by side when the run is asked for, and free at once
   * @returns the answers in the order of the pictures, as views of one memory; the caller's own
   */
  runTogether(pictures: readonly Float32Array[]): Promise<Float32Array[]>;

  dispose(): Promise<void>;
}

/** What runs models. A seam, because GPUs and other runtimes stand behind it. */
export interface Backend {
  describe(file: string): Promise<ModelInfo>;
  /**
   * @param how the threads that share the work of one run; one when it is not said
   * @throws ModelError when the file is not what the manifest says.
   */
  load(file: string, manifest: Manifest, how?: { threads: number }): Promise<Model>;
}
