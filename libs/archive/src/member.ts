/** A file or folder as one format's reader finds it, its name not judged yet. */
export interface Member {
  name: string;
  kind: 'file' | 'folder';
  /** Unpacked. `bytes` gives exactly as many, or fails. */
  size: number;
  bytes(): AsyncGenerator<Buffer, void, void>;
}
