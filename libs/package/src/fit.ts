import { compareVersions } from '@easel/models';
import type { PackageManifest } from './manifest.js';

/** What of a machine decides whether a package can run there. */
export interface Machine {
  arch: PackageManifest['arch'];
  /** The `CUDA Version` that nvidia-smi shows, such as `12.4`: the newest that the driver runs. Absent: no card. */
  cuda?: string | undefined;
}

/** What is to be done with a package, and what is there already. */
export interface Purpose {
  /** Which deployment is installed or upgraded. */
  deployment: string;
  /** The version of the model that is in service. */
  version?: string | undefined;
  /** The Easel that runs here. */
  release?: string | undefined;
  /** Going back was asked for in so many words. */
  rollback?: boolean;
}

/** Why a package must not be installed, in figures; the words are whoever's who shows it. */
export type Obstacle =
  | { reason: 'arch'; needs: Machine['arch']; has: Machine['arch'] }
  | { reason: 'no-card'; needs: string }
  | { reason: 'cuda-too-old'; needs: string; has: string }
  | { reason: 'deployment'; has: string; wanted: string }
  | { reason: 'older-version'; has: string; installed: string }
  | { reason: 'older-release'; has: string; installed: string }
  | { reason: 'release-too-old'; needs: string; installed: string | undefined };

/** The oldest CUDA that a driver must run for each runtime. */
const cudaOf: Record<PackageManifest['runtime'], string | undefined> = {
  cpu: undefined,
  cuda12: '12.0',
};

/** Everything that speaks against it at once; nothing: it fits. */
export function obstacles(
  manifest: PackageManifest,
  machine: Machine,
  purpose: Purpose,
): Obstacle[] {
  return [...ofMachine(manifest, machine), ...ofPurpose(manifest, purpose)];
}

function* ofMachine({ arch, runtime }: PackageManifest, machine: Machine): Generator<Obstacle> {
  if (arch !== machine.arch) yield { reason: 'arch', needs: arch, has: machine.arch };
  const needs = cudaOf[runtime];
  if (needs === undefined) return;
  if (machine.cuda === undefined) yield { reason: 'no-card', needs };
  else if (compareVersions(machine.cuda, needs) < 0)
    yield { reason: 'cuda-too-old', needs, has: machine.cuda };
}

function* ofPurpose(manifest: PackageManifest, purpose: Purpose): Generator<Obstacle> {
  const { kind, deployment, version, release } = manifest;
  const { rollback = false, version: installed, release: easel } = purpose;
  if (deployment !== purpose.deployment)
    yield { reason: 'deployment', has: deployment, wanted: purpose.deployment };
  if (!rollback && installed !== undefined && compareVersions(version, installed) < 0)
    yield { reason: 'older-version', has: version, installed };
  if (kind === 'update' && (easel === undefined || compareVersions(easel, release) < 0))
    yield { reason: 'release-too-old', needs: release, installed: easel };
  if (kind === 'full' && !rollback && easel !== undefined && compareVersions(release, easel) < 0)
    yield { reason: 'older-release', has: release, installed: easel };
}
