import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { extract, type Header } from 'tar-stream';
import { ArchiveError } from './archive-error.js';
import { decodeName } from './entry-name.js';
import { headBytes, isTar } from './format.js';
import { inflated } from './inflated.js';
import type { Member } from './member.js';
import type { Tally } from './limits.js';

const block = 512;

/**
 * What a tar holds, in its order. A member's bytes are read before the next member is asked for, or passed over.
 * Versions of tar-stream before 3.1.9 keep headers of any size in memory.
 */
export async function* tarMembers(tar: AsyncIterable<Buffer>): AsyncGenerator<Member, void, void> {
  let arrived = 0;
  let end = 0;
  async function* counted() {
    for await (const chunk of tar) {
      arrived += chunk.length;
      yield chunk;
    }
  }
  // As latin1 every byte of a name is one character: decoded by tar-stream, GBK would be lost.
  const parser = extract({ filenameEncoding: 'latin1' } as Parameters<typeof extract>[0]);
  // tar-stream's types know streamx, Node's know Node: each takes the other's streams.
  pipeline(counted(), parser as unknown as NodeJS.WritableStream, () => undefined);
  try {
    for await (const source of parser) {
      const { header } = source;
      const name = nameOf(header);
      const kind = kindOf(header, name);
      end = source.offset + block + Math.ceil(header.size / block) * block;
      // Not for await: leaving that loop early would destroy the source, and with it the whole tar.
      const chunks = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
      yield { name, kind, size: header.size, bytes: () => rest(chunks) };
      // What was not read is passed over.
      while (!(await chunks.next()).done);
    }
  } catch (error) {
    throw refusal(error);
  }
  // A tar cut off between two entries is otherwise whole.
  if (arrived < end + block)
    throw new ArchiveError('truncated', `ends at byte ${arrived}, without the mark of a tar's end`);
}

async function* rest(chunks: AsyncIterator<Buffer>): AsyncGenerator<Buffer, void, void> {
  try {
    for (let next = await chunks.next(); !next.done; next = await chunks.next()) yield next.value;
  } catch (error) {
    throw refusal(error);
  }
}

type Pax = Record<string, string> | null;

function nameOf(header: Header): string {
  const { path } = (header.pax ?? {}) as Record<string, string>;
  // Where an extended header has a path, tar-stream took that, as UTF-8.
  return path ? header.name : decodeName(Buffer.from(header.name, 'latin1'));
}

function kindOf(header: Header, entry: string): Member['kind'] {
  if (Object.keys((header.pax as Pax) ?? {}).some((key) => key.startsWith('GNU.sparse.')))
    throw new ArchiveError('special', 'is a sparse file', { entry });
  const type = header.type as Header['type'] | null;
  switch (type) {
    case 'file':
      return 'file';
    case 'directory':
      // tar-stream would read a folder's contents as further entries.
      if (header.size > 0)
        throw new ArchiveError('contradiction', `is a folder of ${header.size} bytes`, { entry });
      return 'folder';
    case 'link':
    case 'symlink':
      throw new ArchiveError('link', `is a ${type === 'link' ? 'hard link' : 'symbolic link'}`, {
        entry,
      });
    default:
      throw new ArchiveError(
        'special',
        `is a ${type ?? 'sparse file, a volume label or of another kind that is not taken'}`,
        { entry },
      );
  }
}

/** In tar-stream's words. */
const faults: [RegExp, ConstructorParameters<typeof ArchiveError>[0]][] = [
  [/^Unexpected end of data/, 'truncated'],
  [/^(Invalid tar header|Invalid header|Header exceeds max size)/, 'corrupt'],
];

function refusal(error: unknown): unknown {
  const message = error instanceof Error ? error.message : '';
  const [, reason] = faults.find(([words]) => words.test(message)) ?? [];
  return reason ? new ArchiveError(reason, message, { cause: error }) : error;
}

/** The tar in a tar.gz. */
export async function* gunzipped(
  packed: AsyncIterable<Buffer>,
  tally: Tally,
): AsyncGenerator<Buffer, void, void> {
  let head: Buffer | undefined = Buffer.alloc(0);
  let total = 0;
  for await (const chunk of inflated(packed, createGunzip({ chunkSize: 2 ** 16 }))) {
    total += chunk.length;
    tally.unpacked(total);
    if (!head) {
      yield chunk;
      continue;
    }
    head = Buffer.concat([head, chunk]);
    if (head.length < headBytes) continue;
    if (!isTar(head.subarray(0, headBytes))) break;
    yield head;
    head = undefined;
  }
  if (head) throw new ArchiveError('unknown-format', 'it is a gzip of something other than a tar');
}
