import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading } from '@easel/license';
import { combine, readSysfs, sysfsAt, unavailable, type HostFiles } from './host-files.js';

/** The addresses of the network cards that are hardware: bridges, veth pairs, VLANs and the like come and go. */
export function readNics(files: HostFiles): Reading {
  const folder = join(files.root, 'sys/class/net');
  const notSysfs = sysfsAt(files, folder);
  if (notSysfs) return notSysfs;
  if (!existsSync(folder)) return { state: 'absent' };
  try {
    const cards = readdirSync(folder).filter((name) => isPhysical(join(folder, name)));
    return combine(cards.sort().map((name) => readAddress(files, join('class/net', name))));
  } catch (error) {
    return unavailable(`${folder}: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`);
  }
}

/** Hardware has a device behind it; a virtual function of a card is not a card. */
const isPhysical = (nic: string) =>
  existsSync(join(nic, 'device')) && !existsSync(join(nic, 'device/physfn'));

/** The address burnt into a card: one in a bond wears the bond's, and any may be given another by software. */
function readAddress(files: HostFiles, nic: string): Reading {
  const permanent = readSysfs(files, join(nic, 'bonding_slave/perm_hwaddr'));
  if (permanent.state === 'read') return permanent;
  const assigned = readSysfs(files, join(nic, 'addr_assign_type'));
  if (assigned.state === 'read' && assigned.values[0] !== '0') return { state: 'absent' };
  return readSysfs(files, join(nic, 'address'));
}
