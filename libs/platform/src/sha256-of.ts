import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';

/** SHA-256 of a file, hexadecimal. @param read told of each piece's bytes */
export async function sha256Of(path: string, read?: (bytes: number) => void): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20 })) {
    hash.update(chunk as Buffer);
    read?.((chunk as Buffer).length);
  }
  return hash.digest('hex');
}
