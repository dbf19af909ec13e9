import { dirname, join } from 'node:path';
import { isVersion, ModelError, readRelease } from '@easel/models';
import { packageSchema, stackNameProblem, type PackageManifest } from '@easel/package';
import { sha256Of } from '@easel/platform';

import type { PublicKeys } from '../keys/keyset-file.js';
import { privateKeysIn } from '../shipping/private-keys.js';
import { plain } from '../text.js';
import { VendorError } from '../vendor-error.js';
import { contentsOf, type Content, type Pieces } from './contents.js';
import type { Tell } from './tell.js';

/** What is to be packed. */
export interface PackOrder {
  pieces: Pieces;
  /** All that the manifest says but the files. */
  says: Omit<PackageManifest, 'files' | 'format' | 'iss' | 'aud'>;
}

export interface Plan {
  manifest: PackageManifest;
  contents: Content[];
}

/** What a version may be called. */
export const VERSION_RULE =
  '1 to 64 of A-Z a-z 0-9 . _ - beginning with a letter or a digit, and not "current"';

/** What would be packed, once all of it was looked at. @throws VendorError for what must not be shipped */
export async function plan(order: PackOrder, keys: PublicKeys, tell: Tell): Promise<Plan> {
  const { deployment, version } = order.says;
  const problem = stackNameProblem(deployment);
  if (problem !== undefined) throw new VendorError(`The name ${deployment} ${problem}`);
  if (!isVersion(version)) throw new VendorError(`The version "${version}" is not ${VERSION_RULE}`);
  await requireModel(order);
  const contents = await contentsOf(order.pieces);
  await requireNoKeys(contents, { foreign: order.pieces.full?.foreign ?? [], tell });
  const total = contents.reduce((sum, { size }) => sum + size, 0);
  let done = 0;
  const files = [];
  for (const { path, from, size } of contents) {
    const read = (bytes: number) => tell('Hashing', (done += bytes), total);
    files.push({ path, size, sha256: await sha256Of(from, read) });
  }
  const iss = keys.keyset.issuer;
  const manifest = { format: 1, iss, aud: 'easel', ...order.says, files } as const;
  const parsed = packageSchema.safeParse(manifest);
  if (parsed.success) return { manifest: parsed.data, contents };
  const [first] = parsed.error.issues;
  throw new VendorError(
    `This cannot be a package: ${first?.path.join('.') ?? ''} ${first?.message ?? ''}`,
    { cause: parsed.error },
  );
}

async function requireModel({ pieces, says }: PackOrder): Promise<void> {
  try {
    await readRelease(pieces.model, says);
  } catch (cause) {
    if (!(cause instanceof ModelError)) throw cause;
    throw new VendorError(`${pieces.model} holds no model that could be served: ${cause.message}`, {
      cause,
    });
  }
}

/** Folders are looked through one by one, and in each only what is packed of it. */
async function requireNoKeys(
  contents: Content[],
  { foreign, tell }: { foreign: string[]; tell: Tell },
): Promise<void> {
  const packed = new Set(contents.map(({ from }) => from));
  const folders = new Set(contents.map(({ from }) => dirname(from)));
  const findings: string[] = [];
  for (const folder of [...folders].sort()) {
    tell(`Looking for private keys in ${folder}`);
    const ships = (path: string) => packed.has(join(folder, path));
    for (const { file, what } of await privateKeysIn(folder, ships)) {
      if (foreign.some((layer) => file.includes(`!${layer}!`))) continue;
      findings.push(`${plain(join(folder, file))}: ${what}`);
    }
  }
  if (findings.length > 0)
    throw new VendorError(`${findings.join('\n')}\nNothing was packed: this must not be shipped`);
}
