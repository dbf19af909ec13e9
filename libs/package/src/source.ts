/** A file as it lies in a package: nothing about it is proven yet. */
export interface Member {
  /** Relative to the package's folder. */
  path: string;
  /** Bytes, as it says. */
  size: number;
  /** To be read at most once, before the next member is asked for. */
  bytes(): AsyncIterable<Buffer>;
}

/** Where a package's files come from: its archive, or the folder it was unpacked into. */
export interface Source extends AsyncDisposable {
  readonly form: 'archive' | 'folder';
  /** All of them from the first on, as often as asked; links and special files are refused on the way. */
  members(signal?: AbortSignal): AsyncGenerator<Member, void, void>;
}
