import { isUtf8 } from 'node:buffer';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { batchRequestSchema } from '@easel/contract';
import { EaselError } from '@easel/errors';
import type { Description, Picture, PictureLists } from '@easel/jobs';
import { decodeBase64 } from '../classify/base64.js';
import { requireReadable } from '../classify/json-bounds.js';
import { HttpProblem } from '../http/http-problem.js';
import type { Making } from './making.js';
import { toPictureError } from './picture-error.js';

const [imagesSchema, folderSchema] = batchRequestSchema.options;

interface Sent {
  id: string;
  image: string;
}

/**
 * The pictures that a body of JSON brings or names.
 * @throws HttpProblem 400 where it does not fit, 422 where it is no batch; EaselError 336002.
 */
export async function addJson(
  path: string,
  lists: PictureLists,
  making: Making,
): Promise<Description['source']> {
  const asked = parse(await readFile(path));
  if (typeof asked === 'string') {
    for await (const picture of making.roots.pictures(asked)) await lists.add(picture);
    return 'folder';
  }
  requireDifferent(asked);
  await mkdir(making.pictures);
  for (const [index, sent] of asked.entries())
    await lists.add(await toPicture(sent, String(index).padStart(8, '0'), making.pictures));
  return 'images';
}

/** @returns the images, or the folder */
function parse(body: Buffer): Sent[] | string {
  const json = readJson(body);
  const named = typeof json === 'object' && json !== null ? json : {};
  if ('images' in named && Array.isArray(named.images) && named.images.length === 0)
    throw new HttpProblem(422, 'images is empty: there is nothing to classify');
  const folder = 'folder' in named && !('images' in named);
  const parsed = (folder ? folderSchema : imagesSchema).safeParse(json);
  if (parsed.success) return 'folder' in parsed.data ? parsed.data.folder : parsed.data.images;
  const faults = parsed.error.issues
    .slice(0, 3)
    .map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message));
  throw new HttpProblem(
    400,
    `the body does not fit: ${faults.join('; ')} (it takes {"images": [{"id", "image"}, …]} or {"folder"})`,
  );
}

function readJson(body: Buffer): unknown {
  if (!isUtf8(body)) throw new EaselError(336002, 'the body is not UTF-8');
  requireReadable(body);
  try {
    return JSON.parse(body.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    throw new EaselError(336002, 'the body is not JSON');
  }
}

function requireDifferent(images: Sent[]): void {
  const seen = new Set<string>();
  for (const { id } of images) {
    if (seen.has(id))
      throw new HttpProblem(422, `two images have the id ${JSON.stringify(id.slice(0, 64))}`);
    seen.add(id);
  }
}

/** One that is not base64 is one bad picture among good ones. */
async function toPicture({ id, image }: Sent, file: string, folder: string): Promise<Picture> {
  let bytes;
  try {
    bytes = decodeBase64(image);
  } catch (thrown) {
    return { id, file: '', error: toPictureError(EaselError.from(thrown)) };
  }
  await writeFile(join(folder, file), bytes, { mode: 0o600, flag: 'wx' });
  return { id, file };
}
