import { ArchiveError, type ArchiveReason } from './archive-error.js';

/** In yauzl's words; what it does not say in these is damage of some other kind. */
const faults: [RegExp, ArchiveReason][] = [
  [/^(unexpected EOF|End of central directory|file data overflows)/, 'truncated'],
  [/^strong encryption/, 'encrypted'],
  [/size mismatch for stored file/, 'contradiction'],
];

/** What reading a zip failed with, as an ArchiveError unless the disk was to blame. */
export function refusal(error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof ArchiveError) return error;
  // EIO, EBADF: what the disk says. ERR_… is Node's, of figures that point nowhere.
  if (/^E[A-Z0-9]+$/.test((error as NodeJS.ErrnoException).code ?? '')) return error;
  const [, reason = 'corrupt' as const] = faults.find(([words]) => words.test(error.message)) ?? [];
  return new ArchiveError(reason, error.message, { cause: error });
}
