import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseLabels } from './labels.js';
import { checkManifest, type Manifest } from './manifest.js';
import { ModelError } from './model-error.js';
import { compareVersions, deploymentNameProblem, isVersion } from './names.js';
import { syncAll, syncFolder } from './sync.js';

/** One immutable version of a model, read off its folder. */
export interface Release {
  deployment: string;
  version: string;
  /** Where its files are, absolute. */
  folder: string;
  manifest: Manifest;
  /** Class names in output order, as they were written. */
  labels: string[];
}

/** A deployment as the folder shows it. */
export interface Entry {
  deployment: string;
  /** What `current` names; undefined while nothing was activated. */
  current: string | undefined;
  /** When `current` was written, milliseconds since 1970; 0 when it is not there. */
  activatedAt: number;
  /** Those that there are, in order. */
  versions: string[];
  /** Why it cannot be served at all. */
  problem?: string;
}

/** `models/<deployment>/<version>/…` with one small file `current` beside the versions, replaced atomically. */
export class Repository {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Every deployment, by name. A repository that does not exist yet is empty. */
  async list(): Promise<Entry[]> {
    const visible = (await readdir(this.root).catch(absent([]))).filter(
      (name) => !name.startsWith('.'),
    );
    const isFolder = await Promise.all(
      visible.map((name) =>
        // A link to a folder is one; a link to nothing is none.
        stat(join(this.root, name)).then(
          (there) => there.isDirectory(),
          () => false,
        ),
      ),
    );
    const names = visible.filter((_, index) => isFolder[index]).sort();
    return Promise.all(
      names.map(async (deployment): Promise<Entry> => {
        const twin = names.find(
          (name) => name !== deployment && name.toLowerCase() === deployment.toLowerCase(),
        );
        const problem =
          deploymentNameProblem(deployment) ??
          (twin === undefined ? undefined : `differs from ${twin} by case alone`);
        try {
          const current = await this.current(deployment);
          const activatedAt = await this.#activatedAt(deployment);
          const versions = await this.versions(deployment);
          const facts = { deployment, current, activatedAt, versions };
          return { ...facts, ...(problem !== undefined && { problem }) };
        } catch (error) {
          // One folder that cannot be read is no reason to lose sight of the others.
          const { code } = error as NodeJS.ErrnoException;
          const unreadable = `cannot be read (${code ?? 'failed'})`;
          const nothing = { current: undefined, activatedAt: 0, versions: [] };
          return { deployment, ...nothing, problem: unreadable };
        }
      }),
    );
  }

  /** The version in `current`, or undefined when there is none. */
  async current(deployment: string): Promise<string | undefined> {
    const path = join(this.root, deployment, 'current');
    // Root reads it too, where a service may have put something else in its place.
    const flag = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const text = await readFile(path, { encoding: 'utf8', flag }).catch(absent(''));
    return text.trim() || undefined;
  }

  async #activatedAt(deployment: string): Promise<number> {
    const there = await stat(join(this.root, deployment, 'current')).catch(absent(undefined));
    return there?.mtimeMs ?? 0;
  }

  /** The versions there are of a deployment. */
  async versions(deployment: string): Promise<string[]> {
    const entries = await readdir(join(this.root, deployment), { withFileTypes: true }).catch(
      absent([]),
    );
    return entries
      .filter((entry) => entry.isDirectory() && isVersion(entry.name))
      .map((entry) => entry.name)
      .sort(compareVersions);
  }

  folder(deployment: string, version: string): string {
    const problem = deploymentNameProblem(deployment);
    if (problem)
      throw new ModelError(`the deployment name ${JSON.stringify(deployment)} ${problem}`);
    if (!isVersion(version))
      throw new ModelError(
        `the version ${JSON.stringify(version)} is not 1 to 64 of A-Z a-z 0-9 . _ - beginning with a letter or digit`,
      );
    return join(this.root, deployment, version);
  }

  /** @throws ModelError saying which file is wrong, and how. */
  async release(deployment: string, version: string): Promise<Release> {
    return readRelease(this.folder(deployment, version), { deployment, version });
  }

  /**
   * Makes `version` the one to serve. Readers see the old one or the new one, also after a power loss.
   * @throws Error as the file system has it; `current` is then what it was, unless its folder alone could not be synced:
   *   then it is the new one, for as long as the power lasts.
   */
  async activate(deployment: string, version: string): Promise<void> {
    await stat(join(this.folder(deployment, version), 'manifest.json'));
    const path = join(this.root, deployment, 'current');
    const draft = `${path}.${randomBytes(6).toString('hex')}`;
    try {
      const file = await open(draft, 'wx', 0o644);
      try {
        await file.writeFile(`${version}\n`);
        await file.sync();
      } finally {
        await file.close();
      }
      await rename(draft, path);
    } catch (error) {
      await rm(draft, { force: true }).catch(() => undefined); // the first failure is the one to tell
      throw error;
    }
    await syncFolder(join(this.root, deployment));
  }

  /** On one screen, `Line-A` and `line-a` are the same to whoever posts to them. */
  async #refuseTwin(deployment: string): Promise<void> {
    const lower = deployment.toLowerCase();
    const twin = (await this.list()).find(
      (entry) => entry.deployment !== deployment && entry.deployment.toLowerCase() === lower,
    );
    if (twin)
      throw new ModelError(
        `the name ${deployment} differs from the deployment ${twin.deployment} by case alone`,
      );
  }

  /**
   * Adds a version whole or not at all: `fill` writes its files into a hidden folder, which then takes its name.
   * @throws ModelError when the version is already there, since versions never change.
   */
  async add(
    release: { deployment: string; version: string },
    fill: (folder: string) => Promise<void>,
  ) {
    const folder = this.folder(release.deployment, release.version);
    await this.#refuseTwin(release.deployment);
    const there = await stat(folder).catch(absent(undefined));
    if (there)
      throw new ModelError(
        `version ${release.version} of ${release.deployment} exists already, and versions never change: give another`,
      );
    const draft = join(
      this.root,
      release.deployment,
      `.${release.version}-${randomBytes(6).toString('hex')}`,
    );
    await mkdir(draft, { recursive: true });
    try {
      await fill(draft);
      await syncAll(draft);
      await rename(draft, folder);
      await syncFolder(join(this.root, release.deployment));
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      await rmdir(join(this.root, release.deployment)).catch(() => undefined); // unless it holds more
      throw error;
    }
  }
}

/** Reads a version's manifest and labels. @throws ModelError saying which file is wrong, and how. */
export async function readRelease(
  folder: string,
  { deployment, version }: { deployment: string; version: string },
): Promise<Release> {
  const manifest = readManifest(await readText(folder, 'manifest.json'));
  const labels = parseLabels(await readText(folder, manifest.labels), manifest.labels);
  return { deployment, version, folder, manifest, labels };
}

function readManifest(text: string): Manifest {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new ModelError(`manifest.json is not JSON: ${(cause as Error).message}`, { cause });
  }
  return checkManifest(json);
}

async function readText(folder: string, name: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(join(folder, name)));
  } catch (cause) {
    // The path stays in the log: this is also said where callers can read it.
    const { code } = cause as NodeJS.ErrnoException;
    const why =
      cause instanceof TypeError ? 'is not UTF-8' : `cannot be read (${code ?? 'failed'})`;
    throw new ModelError(`${name} ${why}`, { cause });
  }
}

/** What a missing file counts as; any other failure stays one. */
function absent<T>(value: T): (error: NodeJS.ErrnoException) => T {
  return (error) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return value;
    throw error;
  };
}
