import { compareVersions } from '@easel/models';
import type { PackageManifest } from './manifest.js';

/** What of a machine decides whether a package can run there. */
export interface Machine {
  arch: PackageManifest['arch'];
  /** The driver of the NVIDIA cards here, such as `535.104.05`; null: there is no card. Undefined: nobody could say. */
  driver?: string | null | undefined;
}

/** What is to be done with a package, and what is there already. */
export interface Purpose {
  /** Which deployment is installed or upgraded. */
  deployment: string;
  /** The version of the model that is in service. */
  version?: string | undefined;
  /** The Easel that runs here, and what it runs on. */
  release?: string | undefined;
  runtime?: PackageManifest['runtime'] | undefined;
  /** Going back was asked for in so many words. */
  rollback?: boolean;
}

/** Why a package must not be installed, in figures; the words are whoever's who shows it. */
export type Obstacle =
  | { reason: 'arch'; needs: Machine['arch']; has: Machine['arch'] }
  | { reason: 'cards-unknown' }
  | { reason: 'no-card' }
  | { reason: 'driver-too-old'; needs: string; has: string }
  | { reason: 'runtime' }
  | { reason: 'deployment'; has: string; wanted: string }
  | { reason: 'older-version'; has: string; installed: string }
  | { reason: 'older-release'; has: string; installed: string }
  | { reason: 'release-too-old'; needs: string; installed: string | undefined };

/** The oldest driver that runs it, by the release notes of CUDA 12 ("minor version compatibility", Linux). */
const driverOf: Record<PackageManifest['runtime'], string | undefined> = {
  cpu: undefined,
  cuda12: '525.60.13',
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
  const needs = driverOf[runtime];
  if (needs === undefined) return;
  if (machine.driver === undefined) yield { reason: 'cards-unknown' };
  else if (machine.driver === null) yield { reason: 'no-card' };
  else if (compareVersions(machine.driver, needs) < 0)
    yield { reason: 'driver-too-old', needs, has: machine.driver };
}

function* ofPurpose(manifest: PackageManifest, purpose: Purpose): Generator<Obstacle> {
  const { kind, deployment, version, release } = manifest;
  const { rollback = false, version: installed, release: easel } = purpose;
  if (deployment !== purpose.deployment)
    yield { reason: 'deployment', has: deployment, wanted: purpose.deployment };
  if (!rollback && installed !== undefined && compareVersions(version, installed) < 0)
    yield { reason: 'older-version', has: version, installed };
  if (kind === 'update' && manifest.runtime === 'cuda12' && purpose.runtime === 'cpu')
    yield { reason: 'runtime' };
  if (kind === 'update' && (easel === undefined || compareVersions(easel, release) < 0))
    yield { reason: 'release-too-old', needs: release, installed: easel };
  if (kind === 'full' && !rollback && easel !== undefined && compareVersions(release, easel) < 0)
    yield { reason: 'older-release', has: release, installed: easel };
}
