import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { z } from 'zod';

import { ByteSource } from '../shipping/byte-source.js';
import { tarMembers } from '../shipping/tar-members.js';
import { VendorError } from '../vendor-error.js';

/** An image as `docker save` wrote it: what its own bytes say, whatever is written beside them. */
export interface SavedImage {
  /** `easel/gateway:0.1.0` */
  reference: string;
  /** SHA-256 of its configuration. */
  id: string;
  /** When it was made, as its configuration says. */
  created: string;
  labels: Record<string, string>;
  /** As Docker has it: `amd64`, `arm64`. */
  architecture: string;
  /** From the base up: where in the archive, and SHA-256 of what it unpacks to. */
  layers: { member: string; diffId: string }[];
}

/** Bytes: configurations and lists of layers are shorter, layers hardly ever. */
const LONGEST_JSON = 2 ** 20;

const manifestSchema = z.array(
  z.object({
    Config: z.string(),
    RepoTags: z.array(z.string()).nullable(),
    Layers: z.array(z.string()),
  }),
);
const configSchema = z.object({
  architecture: z.string(),
  created: z.string(),
  rootfs: z.object({ diff_ids: z.array(z.string()) }),
  config: z.object({ Labels: z.record(z.string(), z.string()).nullish() }).nullish(),
});

/** @throws VendorError when it is not what `docker save` writes. */
export async function readSavedImages(path: string): Promise<SavedImage[]> {
  const refuse = (cause: unknown) =>
    new VendorError(`${path} holds no images as docker save writes them`, { cause });
  try {
    const texts = await smallMembers(path);
    const read = (name: string) => texts.get(name) ?? Buffer.alloc(0);
    const manifest = manifestSchema.parse(JSON.parse(read('manifest.json').toString()));
    return manifest.flatMap(({ Config, RepoTags, Layers }) => {
      const bytes = read(Config);
      const { architecture, created, config, rootfs } = configSchema.parse(
        JSON.parse(bytes.toString()),
      );
      const id = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
      const labels = config?.Labels ?? {};
      const layers = Layers.map((member, index) => {
        return { member, diffId: rootfs.diff_ids[index] ?? '' };
      });
      const image = { id, created, labels, architecture, layers };
      return (RepoTags ?? []).map((reference) => ({ reference, ...image }));
    });
  } catch (error) {
    throw refuse(error);
  }
}

async function smallMembers(path: string): Promise<Map<string, Buffer>> {
  const packed = createReadStream(path);
  const tar = pipeline(packed, createGunzip(), () => undefined) as AsyncIterable<Buffer>;
  const texts = new Map<string, Buffer>();
  for await (const { name, content } of tarMembers(new ByteSource(tar))) {
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of content) {
      length += chunk.length;
      if (length <= LONGEST_JSON) chunks.push(chunk);
    }
    if (length <= LONGEST_JSON) texts.set(name, Buffer.concat(chunks));
  }
  return texts;
}
