import { join } from 'node:path';
import { observe, type Edition, type HostReading, type Observation } from '@easel/license';
import { readRootDisk } from './host-disk.js';
import { hostFiles, readSysfs, readText, type HostFiles } from './host-files.js';
import { readNics } from './host-nics.js';
import { trustFiles } from './trust.js';

/**
 * What the host's files say of this machine. Never a name, an address on the network, a container's id or a virtual
 * interface: those change with a re-install, or are chosen.
 */
export const readHost = (files: HostFiles): Omit<HostReading, 'developmentId'> => ({
  machineId: readText(join(files.root, 'etc/machine-id')),
  productUuid: readSysfs(files, 'class/dmi/id/product_uuid'),
  boardSerial: readSysfs(files, 'class/dmi/id/board_serial'),
  diskSerial: readRootDisk(files),
  nics: readNics(files),
});

/**
 * This machine as it shows itself to this process now: parts that only root can read are unavailable to others. In
 * development a random id kept under `home` counts as a part, so that a machine with no other works.
 */
export const observeHost = (edition: Edition, home: string, files = hostFiles()): Observation =>
  observe({
    ...readHost(files),
    developmentId:
      edition.kind === 'development'
        ? readText(trustFiles(home).developmentId)
        : { state: 'absent' },
  });
