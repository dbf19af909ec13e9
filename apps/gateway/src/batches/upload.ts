import { open } from 'node:fs/promises';
import { batchLimits } from '@easel/contract';
import { EaselError } from '@easel/errors';
import type { Body } from '../http/body.js';
import { Written, type DiskRoom } from './disk-room.js';

/** Told by its content, as an archive's own format is: clients send any Content-Type. */
export type UploadKind = 'json' | 'archive';

/** Seconds after which a sender must have kept up `SLOWEST`: he holds one of few places. */
const PATIENCE = 120;
/** Bytes a second. */
const SLOWEST = 16 * 1024;

/**
 * Writes a body to `path` as it comes; memory holds one piece of it.
 * @throws EaselError 336004 where it is too long, 336001 where it stalls, breaks off or only trickles; HttpProblem 507.
 */
export async function receive(body: Body, path: string, room: DiskRoom): Promise<UploadKind> {
  await room.require(body.announced || 0);
  const began = performance.now();
  const written = new Written(room);
  let kind: UploadKind | undefined;
  await using file = await open(path, 'wx', 0o600);
  await body.pour(batchLimits.bytes, async (chunk) => {
    kind ??= kindOf(chunk);
    if (kind === 'json' && body.received > batchLimits.jsonBytes)
      throw new EaselError(336004, `JSON of over ${batchLimits.jsonBytes} bytes`);
    requirePace(body.received, (performance.now() - began) / 1000);
    await written.add(chunk.length);
    await file.writeFile(chunk);
  });
  return kind ?? 'archive';
}

function kindOf(chunk: Buffer): UploadKind | undefined {
  const [first] = chunk
    .toString('utf8', 0, 4096)
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (first === undefined) return undefined;
  return first === '{' || first === '[' ? 'json' : 'archive';
}

function requirePace(bytes: number, seconds: number): void {
  if (seconds > PATIENCE && bytes < SLOWEST * seconds)
    throw new EaselError(
      336001,
      `${bytes} bytes came in ${Math.round(seconds)} s, it must be ${SLOWEST} a second at least`,
    );
}
