import { once } from 'node:events';
import { open } from 'node:fs/promises';
import { pack, type Pack } from 'tar-stream';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import type { LocalPicture } from './pictures.js';

const BLOCK = 512;

/** Bytes that are read, and handed on, at once: a header alone would be a packet of its own. */
const PIECE = 256 * 1024;

/** A tar of the pictures, made while it is read: nothing of it is kept. Whatever fails in it is a Failure. */
export async function* tarOf(pictures: LocalPicture[]): AsyncGenerator<Buffer, void, void> {
  const tar = pack();
  fill(tar, pictures).catch((error: unknown) => tar.destroy(error as Error));
  let pieces: Buffer[] = [];
  let length = 0;
  // What streamx yields is a Buffer where Node is.
  for await (const chunk of tar as AsyncIterable<Buffer>) {
    pieces.push(chunk);
    length += chunk.length;
    if (length < PIECE) continue;
    yield Buffer.concat(pieces);
    [pieces, length] = [[], 0];
  }
  yield Buffer.concat(pieces);
}

/** Bytes, but for what long and foreign names add. */
export const tarBytes = (pictures: LocalPicture[]): number =>
  pictures.reduce((sum, { bytes }) => sum + BLOCK + Math.ceil(bytes / BLOCK) * BLOCK, 2 * BLOCK);

async function fill(tar: Pack, pictures: LocalPicture[]): Promise<void> {
  for (const picture of pictures)
    await add(tar, picture).catch((cause: unknown) => {
      const { code, message } = cause as NodeJS.ErrnoException;
      throw new Failure(exits.refused, messages.cannotSend(`${picture.id} (${code ?? message})`), {
        cause,
      });
    });
  tar.finalize();
}

/** One that shrinks while it is read is an error: the header has said how long it is. */
async function add(tar: Pack, { id, path }: LocalPicture): Promise<void> {
  await using file = await open(path);
  const { size } = await file.stat();
  const added = Promise.withResolvers<undefined>();
  const entry = tar.entry({ name: id, size }, (error) => {
    if (error) added.reject(error);
    else added.resolve(undefined);
  });
  for (let at = 0; at < size;) {
    const buffer = Buffer.allocUnsafe(Math.min(PIECE, size - at));
    const { bytesRead } = await file.read({ buffer, position: at });
    if (bytesRead === 0) throw new Error('shorter than before');
    at += bytesRead;
    if (!entry.write(buffer.subarray(0, bytesRead)))
      await Promise.race([once(entry, 'drain'), added.promise]);
  }
  entry.end(null);
  await added.promise;
}
