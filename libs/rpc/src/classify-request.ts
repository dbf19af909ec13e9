import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { Ask, ClassifyRequest, type Picture } from './gen/easel/inference/v1/inference.js';

const ASKS = 1;
const IMAGES = 2;

/**
 * As the generated code encodes it, but each image is copied once, where that code copies it five times over: it grows
 * its buffer by doubling, moves what is nested to make room for its length, and cuts the result to size twice.
 */
export function encodeClassifyRequest({ asks, images }: ClassifyRequest): Buffer {
  const parts: Uint8Array[] = [ClassifyRequest.encode({ asks, images: [] }).finish()];
  for (const image of images) {
    const writer = new BinaryWriter().tag(IMAGES, WireType.LengthDelimited);
    parts.push(writer.uint32(image.length).finish(), image);
  }
  return Buffer.concat(parts); // encoded fields may follow each other in any order: that is the whole message
}

/** Bytes that are no message of this kind. */
export class MalformedRequest extends Error {
  override readonly name = 'MalformedRequest';
}

/**
 * As the generated code decodes it, but the images are views of `bytes`, and what the other end cannot have meant is
 * refused: a field of another type would otherwise pass for one that a newer caller added, and its picture be missing.
 * @throws MalformedRequest
 */
export function decodeClassifyRequest(bytes: Buffer): ClassifyRequest {
  const reader = new BinaryReader(bytes);
  const request: ClassifyRequest = { asks: [], images: [] };
  try {
    while (reader.pos < reader.len) readField(reader, request);
  } catch (cause) {
    if (cause instanceof MalformedRequest) throw cause;
    throw new MalformedRequest(`cut off or garbled by byte ${reader.pos}`, { cause });
  }
  return request;
}

function readField(reader: BinaryReader, { asks, images }: ClassifyRequest): void {
  const [field, type] = reader.tag();
  if (field !== ASKS && field !== IMAGES) {
    reader.skip(type);
    return;
  }
  if (type !== WireType.LengthDelimited)
    throw new MalformedRequest(
      `field ${field} has wire type ${type}, it must be ${WireType.LengthDelimited}`,
    );
  if (field === IMAGES) images.push(view(reader.bytes()));
  else asks.push(readAsk(reader));
}

function readAsk(reader: BinaryReader): Ask {
  const length = reader.uint32();
  const end = reader.pos + length;
  const ask = Ask.decode(reader, length);
  if (reader.pos !== end) throw new MalformedRequest(`an ask goes on beyond its ${length} bytes`);
  return ask;
}

const view = ({ buffer, byteOffset, byteLength }: Uint8Array) =>
  Buffer.from(buffer, byteOffset, byteLength);

/** A picture as it is asked for, and its file. */
export interface SentPicture extends Picture {
  image: Buffer;
}

/** What a request asks, in order: one without a picture takes back what was asked under its id. */
export function asksOf({ asks, images }: ClassifyRequest): { id: number; picture?: SentPicture }[] {
  let next = 0;
  return asks.map(({ id, action }) =>
    action?.$case === 'picture'
      ? { id, picture: { ...action.value, image: images[next++] ?? NO_IMAGE } }
      : { id },
  );
}

const NO_IMAGE = Buffer.alloc(0);
