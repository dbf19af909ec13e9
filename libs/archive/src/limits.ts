import { ArchiveError } from './archive-error.js';

/** What an archive may at most be. All of it is judged by what is found, never by what a header promises alone. */
export interface Limits {
  /** Files and folders. */
  entries: number;
  /** Bytes of one file, unpacked. */
  entryBytes: number;
  /** Bytes of all files, unpacked. */
  bytes: number;
  /** Unpacked bytes for each byte of the archive. Not judged below 1 MiB: a few lines of text shrink to nothing. */
  ratio: number;
  /** Bytes of a path in UTF-8. */
  pathBytes: number;
  /** Names in a path, the file's own included. */
  depth: number;
  /**
   * Whether names are two that differ by case, or by how an accent is composed, alone. For whoever keeps the files under
   * names of his own; else one would take the other's place on some disks, and they are refused.
   */
  exactNames?: boolean;
}

const unsuspicious = 2 ** 20;

/** Counts what an archive has shown so far, against its limits. */
export class Tally {
  #entries = 0;
  #bytes = 0;

  readonly #limits: Limits;
  readonly #archiveBytes: number;

  constructor(limits: Limits, archiveBytes: number) {
    this.#limits = limits;
    this.#archiveBytes = archiveBytes;
  }

  /** @throws ArchiveError when the archive says that it holds this many. */
  announce(entries: number): void {
    const { entries: most } = this.#limits;
    if (entries > most)
      throw new ArchiveError('entries', `${entries} entries, at most ${most} are taken`);
  }

  /** One more entry, of `size` bytes unpacked. */
  add(entry: string, size: number): void {
    const { entries: most, entryBytes, bytes } = this.#limits;
    this.#entries += 1;
    if (this.#entries > most)
      throw new ArchiveError('entries', `entry ${this.#entries}, at most ${most} are taken`);
    if (size > entryBytes)
      throw new ArchiveError('entry-bytes', `has ${size} bytes, at most ${entryBytes} are taken`, {
        entry,
      });
    this.#bytes += size;
    if (this.#bytes > bytes)
      throw new ArchiveError('bytes', `makes it ${this.#bytes} bytes, at most ${bytes} are taken`, {
        entry,
      });
    this.unpacked(this.#bytes);
  }

  /** @param bytes of the whole archive so far, padding and headers of a compressed tar included */
  unpacked(bytes: number): void {
    const { ratio } = this.#limits;
    if (bytes > unsuspicious && bytes > ratio * this.#archiveBytes)
      throw new ArchiveError(
        'ratio',
        `${this.#archiveBytes} bytes unpack to ${bytes} or more, at most ${ratio} times as many are taken`,
      );
  }
}
