import { constants } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { ArchiveError } from './archive-error.js';
import { safePath } from './entry-name.js';
import { formatOf, headBytes, type Format } from './format.js';
import { Tally, type Limits } from './limits.js';
import type { Member } from './member.js';
import { range } from './range.js';
import { TakenPaths } from './taken-paths.js';
import { gunzipped, tarMembers } from './tar.js';
import { zipMembers } from './zip.js';

/** A regular file in an archive. */
export interface Entry {
  /** Relative, `/` between its parts, none of them `..`; no other entry's. */
  path: string;
  /** Bytes, unpacked. */
  size: number;
  /**
   * The contents, to be read once, before the next entry is asked for. Exactly `size` bytes, or an ArchiveError, which
   * may come after the last byte: only then is a checksum known.
   */
  bytes(): AsyncGenerator<Buffer, void, void>;
}

interface Source {
  file: FileHandle;
  size: number;
  tally: Tally;
}

const readers: Record<Format, (source: Source) => AsyncGenerator<Member, void, void>> = {
  zip: zipMembers,
  tar: ({ file, size }) => tarMembers(range(file, 0, size)),
  'tar.gz': ({ file, size, tally }) => tarMembers(gunzipped(range(file, 0, size), tally)),
};

/**
 * An archive is a stranger's until its last byte. Opens what stands at `path` and recognises it by its content.
 * @param signal ends the reading between two chunks
 * @throws ArchiveError, or what the file system says
 */
export async function openArchive(
  path: string,
  limits: Limits,
  signal?: AbortSignal,
): Promise<Archive> {
  // A FIFO would block, a link could lead anywhere.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags);
  try {
    const stat = await file.stat();
    if (!stat.isFile()) throw new ArchiveError('unknown-format', 'it is not a regular file');
    const head = Buffer.alloc(headBytes);
    const { bytesRead } = await file.read(head, 0, headBytes, 0);
    const format = formatOf(head.subarray(0, bytesRead));
    return new Archive({ file, size: stat.size, format }, limits, signal);
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** One open file throughout: whatever is put in its place meanwhile, what was looked at is what is read. */
export class Archive implements AsyncDisposable {
  readonly format: Format;
  readonly #file: FileHandle;
  readonly #size: number;
  readonly #limits: Limits;
  readonly #signal: AbortSignal | undefined;

  constructor(
    { file, size, format }: { file: FileHandle; size: number; format: Format },
    limits: Limits,
    signal?: AbortSignal,
  ) {
    this.#file = file;
    this.#size = size;
    this.format = format;
    this.#limits = limits;
    this.#signal = signal;
  }

  /** The archive's files from its start, each checked before it is given. Folders are checked and not given. */
  async *entries(): AsyncGenerator<Entry, void, void> {
    const tally = new Tally(this.#limits, this.#size);
    const taken = new TakenPaths(this.#limits.exactNames ?? false);
    const members = readers[this.format]({ file: this.#file, size: this.#size, tally });
    let files = 0;
    for await (const member of members) {
      this.#goOn();
      const path = safePath(member.name, this.#limits);
      tally.add(path, member.size);
      // `tar c .` begins with the folder itself.
      if (path !== '') taken.take(path, member.kind);
      if (member.kind === 'folder') continue;
      if (path === '')
        throw new ArchiveError('unsafe-name', 'names no file', { entry: member.name });
      files += 1;
      const turn = { over: false };
      yield { path, size: member.size, bytes: () => this.#bytes(member, path, turn) };
      turn.over = true;
    }
    if (files === 0) throw new ArchiveError('empty', `the ${this.format} holds 0 files`);
  }

  async *#bytes(
    member: Member,
    path: string,
    turn: { over: boolean },
  ): AsyncGenerator<Buffer, void, void> {
    if (turn.over) throw new Error(`${path} was read before, or its turn is over`);
    turn.over = true;
    try {
      for await (const chunk of member.bytes()) {
        this.#goOn();
        yield chunk;
      }
    } catch (error) {
      throw error instanceof ArchiveError ? error.of(path) : error;
    }
  }

  #goOn(): void {
    if (!this.#signal?.aborted) return;
    const { reason } = this.#signal as { reason: unknown };
    const why = reason instanceof Error ? reason.message : 'asked to';
    throw new ArchiveError('stopped', why, { cause: reason });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close();
  }
}
