import type { Keyring, Keyset, Offer } from '@easel/license';
import { LONGEST_KEYSET } from '@easel/license';
import { places } from './layout.js';
import { locate } from './locate.js';
import { LONGEST_PACKAGE, type PackageManifest } from './manifest.js';
import { PackageError } from './package-error.js';
import { keysetFault, verifyPackage } from './signature.js';
import type { Member, Source } from './source.js';

/** What a package brings as the vendor's keys. */
export interface BroughtKeyset {
  token: string;
  version: number;
  /** `newer` ones are for licensing to take up; the package was judged by it already. */
  offer: Offer;
}

/** A package whose manifest is the vendor's word. Its files are not proven until they are staged. */
export class Package implements AsyncDisposable {
  readonly manifest: PackageManifest;
  readonly keyset: BroughtKeyset;
  readonly source: Source;

  constructor(source: Source, { manifest, keyset }: Pick<Package, 'manifest' | 'keyset'>) {
    this.source = source;
    this.manifest = manifest;
    this.keyset = keyset;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.source[Symbol.asyncDispose]();
  }
}

/**
 * Reads a package's manifest and who signed it.
 * @param path a .tar.gz, or a folder that one was unpacked into: `original`, the folder around it, or `package/Install`
 * @param keyring whose root decides; it takes nothing up here
 * @throws PackageError, or what the file system says
 */
export async function openPackage(path: string, keyring: Keyring): Promise<Package> {
  const source = await locate(path);
  try {
    const { token, keyset } = await readTokens(source);
    const judged = judge(keyset, keyring);
    const manifest = verifyPackage(token, judged.keyset);
    return new Package(source, {
      manifest,
      keyset: { token: keyset, version: judged.version, offer: judged.offer },
    });
  } catch (error) {
    await source[Symbol.asyncDispose]();
    throw error;
  }
}

/** A version only rises: an older keyset than ours proves that the vendor is ours, and no more. */
function judge(token: string, keyring: Keyring): { offer: Offer; version: number; keyset: Keyset } {
  let ours;
  try {
    ours = keyring.inForce();
  } catch (error) {
    throw keysetFault(error, 'trust');
  }
  try {
    const { offer, keyset } = keyring.weigh(token);
    const { version } = keyset;
    return { offer, version, keyset: offer === 'newer' ? keyset : ours };
  } catch (error) {
    throw keysetFault(error, 'keyset');
  }
}

async function readTokens(source: Source): Promise<{ token: string; keyset: string }> {
  let token, keyset;
  for await (const member of source.members()) {
    if (member.path === places.token) token = await readText(member, LONGEST_PACKAGE);
    if (member.path === places.keyset) keyset = await readText(member, LONGEST_KEYSET);
    if (token !== undefined && keyset !== undefined) return { token, keyset };
  }
  const file = token === undefined ? places.token : places.keyset;
  throw new PackageError('no-manifest', { file });
}

/** @param longest without the line's end. */
async function readText(member: Member, longest: number): Promise<string> {
  const { path, size } = member;
  const most = longest + 2;
  const refuse = (found: number) =>
    new PackageError('too-long', { file: path, bytes: found, most: longest });
  if (size > most) throw refuse(size);
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of member.bytes()) {
    length += chunk.length;
    if (length > most) throw refuse(length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('latin1').trimEnd();
}
