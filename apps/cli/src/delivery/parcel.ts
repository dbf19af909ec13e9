import type { KeyObject } from 'node:crypto';
import { chmod, mkdir, mkdtemp, readdir, rm, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { arch } from 'node:os';
import { edition, keyFingerprint, Keyring, LicenseError, LONGEST_KEYSET } from '@easel/license';
import {
  isImage,
  obstacles,
  openPackage,
  PackageError,
  places,
  prove,
  stage,
  stageImages,
  stageStack,
  type BroughtKeyset,
  type Machine,
  type Package,
  type PackageManifest,
  type Purpose,
} from '@easel/package';
import { boundedRead, readTrust } from '@easel/platform';
import { exits } from '../exits.js';
import { Failure } from '../failure.js';
import { messages } from '../messages.js';
import { obstacleWords } from '../messages/obstacles.js';
import { Progress } from '../progress.js';
import { cardsOfHost } from './cards.js';
import type { Ground } from './ground.js';
import { holds } from './kept-version.js';
import { PackagedImages } from './packaged-images.js';
import type { Stack } from './stack.js';

/** A package that this vendor signed, on its way onto this host. Nothing of it is used before it was proven. */
export class Parcel implements AsyncDisposable {
  readonly manifest: PackageManifest;
  readonly #ground: Ground;
  readonly #package: Package;

  private constructor(ground: Ground, opened: Package) {
    this.#ground = ground;
    this.#package = opened;
    this.manifest = opened.manifest;
  }

  /** @throws Failure saying why it is no package of ours. */
  static async open(ground: Ground, path: string, vendorKey?: string): Promise<Parcel> {
    const trust = readTrust(edition, home());
    if (vendorKey !== undefined) requireVendor(vendorKey, trust.root());
    const keyring = new Keyring(trust);
    const known = boundedRead(ground.work.host.keysetFile, LONGEST_KEYSET);
    try {
      if (known.state === 'read') keyring.offer(known.bytes.toString('latin1').trimEnd());
      const opened = await openPackage(path, keyring);
      if (vendorKey === undefined) showVendor(ground, trust.root());
      return new Parcel(ground, opened);
    } catch (error) {
      throw error instanceof LicenseError
        ? new Failure(exits.refused, messages.said(error.message), { cause: error })
        : toldByPackage(error);
    }
  }

  get #images(): PackagedImages {
    return new PackagedImages(this.#ground, this.manifest);
  }

  /** @throws Failure with everything that speaks against it. */
  requireFit(purpose: Purpose): void {
    const found = obstacles(this.manifest, machineHere(), purpose);
    if (found.length > 0) throw new Failure(exits.refused, obstacleWords(found));
  }

  /** Bytes of the work folder that bringing it takes: images are gone from there before the model comes. */
  async bytesFor(stack: Stack): Promise<number> {
    const { files, version } = this.manifest;
    const sum = (isPart: (path: string) => boolean) =>
      files.reduce((bytes, { path, size }) => bytes + (isPart(path) ? size : 0), 0);
    const model = (await stack.versions()).includes(version)
      ? 0
      : sum((path) => path.startsWith(places.model));
    return Math.max(model, (await this.#images.areHere()) ? 0 : sum(isImage));
  }

  /** Reads all of it that would be used here, and writes nothing. @throws Failure for what is not as it was signed. */
  async prove(): Promise<void> {
    using progress = new Progress(this.#ground.terminal);
    const course = told(progress, messages.proving);
    const images = !(await this.#images.areHere());
    if (images) await this.#images.requireOwnRelease();
    await prove(this.#package, { images, course }).catch(toldByPackage);
  }

  /** The model among the stack's versions, whole or not at all; a version that is there already must be the same. */
  async bringModel(stack: Stack): Promise<void> {
    const { version, files } = this.manifest;
    if ((await stack.versions()).includes(version)) {
      const same = await holds(stack.models.folder(stack.name, version), files);
      if (same) return;
      throw new Failure(exits.refused, messages.otherVersion(stack.name, version));
    }
    using progress = new Progress(this.#ground.terminal);
    await stack.models
      .add({ deployment: stack.name, version }, async (folder) => {
        await rmdir(folder); // it is made by what proves the files
        await stage(this.#package, folder, told(progress, messages.staging));
        await openToServices(folder);
      })
      .catch(toldByPackage);
  }

  /**
   * Whatever images Docker has not got, proven before it sees the first byte.
   * @throws Failure where a release that is in use has others of the same names
   */
  async bringImages(): Promise<void> {
    const { engine, terminal, work } = this.#ground;
    const images = this.#images;
    if (await images.areHere()) return;
    await images.requireOwnRelease();
    using progress = new Progress(terminal);
    await mkdir(work.host.folder, { recursive: true });
    const course = told(progress, messages.loadingImages);
    await using staged = await stageImages(this.#package, work.host.folder, course).catch(
      toldByPackage,
    );
    progress.note(messages.dockerTakesImages);
    for (const archive of staged.files) await engine.load(archive.stream());
    await images.requireHere();
  }

  /** Gives what a release is started from, proven, for as long as `use` takes. */
  async withStackFiles(use: (folder: string) => Promise<void>): Promise<void> {
    await mkdir(this.#ground.work.host.folder, { recursive: true });
    const around = await mkdtemp(join(this.#ground.work.host.folder, '.stack-'));
    try {
      const folder = join(around, 'stack');
      await stageStack(this.#package, folder).catch(toldByPackage);
      await use(folder);
    } finally {
      await rm(around, { recursive: true, force: true });
    }
  }

  /** What it brings as the vendor's keys, proven by the root. */
  get keyset(): BroughtKeyset {
    return this.#package.keyset;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#package[Symbol.asyncDispose]();
  }
}

function machineHere(): Machine {
  const cards = cardsOfHost(process.env);
  return {
    arch: arch() === 'arm64' ? 'arm64' : 'x64',
    // One driver answers for all cards.
    driver: cards && (cards[0]?.driver ?? null),
  };
}

/** Whose Easel this is shows on a first install, when the package's own is all there is to ask. */
function showVendor({ terminal, work }: Ground, root: KeyObject): void {
  if (work.host.release === undefined) terminal.note(messages.vendorIs(keyFingerprint(root)));
}

/** @throws Failure where this Easel trusts another vendor than the one who told the fingerprint. */
export function requireVendor(given: string, root = trusted()): void {
  const found = keyFingerprint(root);
  if (bare(given) !== bare(found))
    throw new Failure(exits.otherVendor, messages.otherVendor(given, found));
}

/** @throws Failure where this Easel was given no vendor to trust. */
function trusted(): KeyObject {
  try {
    return readTrust(edition, home()).root();
  } catch (error) {
    if (!(error instanceof LicenseError)) throw error;
    throw new Failure(exits.refused, messages.said(error.message), { cause: error });
  }
}

const home = () => process.env.EASEL_HOME ?? 'var';

const bare = (fingerprint: string) => fingerprint.replaceAll(/[^0-9a-f]/gi, '').toLowerCase();

const told = (progress: Progress, label: Parameters<Progress['show']>[0]['label']) => ({
  progress: (done: number, total: number) =>
    progress.show({ label, share: done / total, figures: () => [] }),
});

/** Models are no secret between the services, which are not root. */
async function openToServices(folder: string): Promise<void> {
  await chmod(folder, 0o755);
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) await openToServices(path);
    else await chmod(path, 0o644);
  }
}

function toldByPackage(error: unknown): never {
  if (error instanceof PackageError)
    throw new Failure(exits.refused, messages.refusedPackage(error.words), { cause: error });
  throw error;
}
