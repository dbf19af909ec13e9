/** What a loop works on. */
export interface Job {
  /** A version's folder, with model and manifest. */
  release: string;
  /** The picture's file. */
  photo: string;
  /** Of onnxruntime, for one picture. */
  threads: number;
}

/** `classify`: decode, prepare, run, pick the best. `body`: JSON.parse and base64 of the request that carries it. */
export type Work = 'classify' | 'body';

export type Order = { job: Job } | { work: Work; ms: number };

/** What a loop did in its time. */
export interface Laps {
  count: number;
  wallMs: number;
  cpuMs: number;
  /** Milliseconds that each took, in order. */
  latencies: number[];
}

/** Ready, with the decoder that was fastest; or what was done. */
export type Report = { decoder: string } | { laps: Laps };
