import { join } from 'node:path';
import {
  observe,
  type Edition,
  type HostReading,
  type Observation,
  type Reading,
} from '@easel/license';
import { readRootDisk } from './host-disk.js';
import { hostFiles, readSysfs, readText, unavailable, type HostFiles } from './host-files.js';
import { readNics } from './host-nics.js';
import { trustFiles } from './trust.js';

/**
 * What the host's files say of this machine. Never a name, an address on the network, a container's id or a virtual
 * interface: those change with a re-install, or are chosen.
 */
export const readHost = (files: HostFiles): Omit<HostReading, 'developmentId' | 'gpu'> => ({
  machineId: readText(join(files.root, 'etc/machine-id')),
  productUuid: readSysfs(files, 'class/dmi/id/product_uuid'),
  boardSerial: readSysfs(files, 'class/dmi/id/board_serial'),
  diskSerial: readRootDisk(files),
  nics: readNics(files),
});

export interface Sources {
  /** Tests have their own; everyone else this host's. */
  files?: HostFiles | undefined;
  /** What the driver says of the GPU cards; absent where nobody asked. */
  cards?: Reading | undefined;
}

/**
 * This machine as it shows itself to this process now: parts that only root can read are unavailable to others. In
 * development a random id kept under `home` counts as a part, so that a machine with no other works.
 */
export const observeHost = (edition: Edition, home: string, sources: Sources = {}): Observation =>
  observe({
    ...readHost(sources.files ?? hostFiles()),
    developmentId:
      edition.kind === 'development'
        ? readText(trustFiles(home).developmentId)
        : { state: 'absent' },
    gpu: sources.cards ?? unavailable('nobody asked for it'),
  });
