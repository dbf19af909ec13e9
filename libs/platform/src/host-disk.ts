import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import type { Reading } from '@easel/license';
import { combine, readSysfs, sysfsAt, unavailable, type HostFiles } from './host-files.js';

/** The names that the disk (or disks) under the host's root file system have. */
export function readRootDisk(files: HostFiles): Reading {
  const folder = join(files.root, 'sys/class/block');
  const notSysfs = sysfsAt(files, folder);
  if (notSysfs) return notSysfs;
  try {
    const device = rootDevice(files);
    if (!device) return unavailable('no disk of the host is visible');
    const disks = wholeDisks(device).map((disk) => relative(join(realRoot(files), 'sys'), disk));
    return combine(disks.flatMap((disk) => names.map((read) => read(files, disk))));
  } catch (error) {
    return unavailable(`root disk: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`);
  }
}

/** Where kernels keep a disk's names: virtio, NVMe and MMC, SCSI and SATA. All count, since any may come or go. */
const names = [
  (files: HostFiles, disk: string) => readSysfs(files, join(disk, 'serial')),
  (files: HostFiles, disk: string) => readSysfs(files, join(disk, 'device/serial')),
  (files: HostFiles, disk: string) => unitSerial(readSysfs(files, join(disk, 'device/vpd_pg80'))),
  (files: HostFiles, disk: string) => readSysfs(files, join(disk, 'wwid')),
  (files: HostFiles, disk: string) => readSysfs(files, join(disk, 'device/wwid')),
];

/** SCSI's page 0x80: four bytes of header, then the serial in ASCII. */
const unitSerial = (page: Reading): Reading =>
  page.state === 'read' ? { ...page, values: page.values.map((value) => value.slice(4)) } : page;

const realRoot = (files: HostFiles) => realpathSync(files.root);

/**
 * The block device of the file system that holds the host's /etc/machine-id. In a container that file is mounted from
 * the host, which is how its root file system shows there at all.
 */
function rootDevice(files: HostFiles): string | undefined {
  const file = join(files.root, 'etc/machine-id');
  const mount = readFileSync(files.mountinfo, 'utf8')
    .trimEnd()
    .split('\n')
    .map(parseMount)
    .filter(({ point }) => point === '/' || file === point || file.startsWith(`${point}/`))
    .reduce((best, next) => (next.point.length >= best.point.length ? next : best));
  // btrfs shows a number of its own; then the source's name is what leads to the disk.
  const candidates = [join('dev/block', mount.number), join('class/block', basename(mount.source))];
  const found = candidates.map((path) => join(files.root, 'sys', path)).find(existsSync);
  return found && realpathSync(found);
}

/** A line such as `36 35 98:0 / /mnt rw,noatime master:1 - ext3 /dev/sda1 rw`. */
function parseMount(line: string) {
  const [left = '', right = ''] = line.split(' - ');
  const [, , number = '', , point = ''] = left.split(' ');
  const [, source = ''] = right.split(' ');
  const unescaped = point.replaceAll(/\\(\d{3})/g, (_, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return { number, point: unescaped, source };
}

/** Down from a partition, volume or array to the disks that hold it. */
function wholeDisks(device: string): string[] {
  if (existsSync(join(device, 'partition'))) return wholeDisks(dirname(device));
  const slaves = join(device, 'slaves');
  const below = existsSync(slaves) ? readdirSync(slaves) : [];
  if (below.length === 0) return [device];
  return below.flatMap((name) => wholeDisks(realpathSync(join(slaves, name))));
}
