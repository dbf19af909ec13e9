import { existsSync, realpathSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Reading } from '@easel/license';
import { boundedRead } from './bounded-read.js';

/** Where the host's files are found, and how a real sysfs is told from a folder that looks like one. */
export interface HostFiles {
  /** `/`, or where a container has the host's files mounted. */
  root: string;
  /** The mounts that this process sees: `/proc/self/mountinfo`. */
  mountinfo: string;
  /** True when what is at `path` comes from the kernel, not from a disk. */
  isSysfs: (path: string) => boolean;
  /** The command that names the GPU cards. */
  nvidiaSmi: string;
}

const SYSFS_MAGIC = 0x62_65_65_72;

/** A release has no setting for these: who could choose the host's root could choose the machine. */
export const hostFiles = (): HostFiles => ({
  root: existsSync('/host/sys') || existsSync('/host/etc/machine-id') ? '/host' : '/',
  mountinfo: '/proc/self/mountinfo',
  isSysfs: (path) => statfsSync(path).type === SYSFS_MAGIC,
  // Where its driver puts it, and NVIDIA's container runtime mounts it: not wherever a PATH leads.
  nvidiaSmi: '/usr/bin/nvidia-smi',
});

/** Identities are short lines; what is longer is not one. */
const LONGEST = 4096;

/** The trimmed text of a file on the host's disk. */
export function readText(path: string): Reading {
  const file = boundedRead(existsSync(path) ? realpathSync(path) : path, LONGEST);
  if (file.state === 'read') return { state: 'read', values: [file.bytes.toString('utf8').trim()] };
  if (file.state === 'missing') return { state: 'absent' };
  return unavailable(file.state === 'unreadable' ? `${path}: ${file.why}` : `${path}: too long`);
}

/** The bytes of a sysfs file, `path` below `/sys`. */
export function readSysfs(files: HostFiles, path: string): Reading {
  const whole = join(files.root, 'sys', path);
  const genuine = sysfsAt(files, whole);
  return genuine ?? readText(whole);
}

/** Why nothing at `path` counts, if it does not: a missing file counts as absent only where sysfs would have it. */
export function sysfsAt(files: HostFiles, path: string): Reading | undefined {
  let nearest = path;
  while (!existsSync(nearest)) nearest = dirname(nearest);
  try {
    return files.isSysfs(nearest) ? undefined : unavailable(`${nearest} is not sysfs`);
  } catch (error) {
    return unavailable(`${nearest}: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`);
  }
}

export const unavailable = (why: string): Reading => ({ state: 'unavailable', why });

/** Several sources of one part: all that was read; else unavailable if any of them is. */
export function combine(readings: Reading[]): Reading {
  const values = readings.flatMap((reading) => (reading.state === 'read' ? reading.values : []));
  if (values.length > 0) return { state: 'read', values };
  return readings.find((reading) => reading.state === 'unavailable') ?? { state: 'absent' };
}
