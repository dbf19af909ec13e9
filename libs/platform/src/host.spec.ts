import { mkdirSync, mkdtempSync, realpathSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { hostFiles, type HostFiles } from './host-files.js';
import { observeHost, readHost } from './host.js';

let root: string;
let files: HostFiles;

/** Puts a file of the host where the kernel would show it. */
function put(path: string, text: string | Buffer): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

function link(path: string, to: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  symlinkSync(join(root, to), join(root, path));
}

/** Mounts the root file system from a disk's first partition. */
function disk(name: string) {
  const device = `sys/devices/pci/${name}`;
  put(`${device}/serial`, 'S4EWNX0R123456\n');
  put(`${device}/${name}1/partition`, '1\n');
  link('sys/dev/block/8:1', `${device}/${name}1`);
  link(`sys/class/block/${name}1`, `${device}/${name}1`);
}

const mounts = (number: string, source: string) =>
  put(
    'mountinfo',
    `22 27 0:21 / /proc rw - proc proc rw\n25 1 ${number} / / rw,relatime shared:1 - ext4 ${source} rw\n`,
  );

function nic(name: string, address: string, { physical = true, assigned = '0' } = {}) {
  put(`sys/devices/net/${name}/address`, `${address}\n`);
  put(`sys/devices/net/${name}/addr_assign_type`, `${assigned}\n`);
  if (physical) put(`sys/devices/net/${name}/device/vendor`, '0x8086\n');
  link(`sys/class/net/${name}`, `sys/devices/net/${name}`);
}

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'easel-host-')));
  files = {
    root,
    mountinfo: join(root, 'mountinfo'),
    isSysfs: (path) => path.startsWith(join(root, 'sys')),
    nvidiaSmi: join(root, 'nvidia-smi'),
  };
  put('etc/machine-id', '3d1219c7c4c5404aaa1f6d2a48adfda4\n');
  put('sys/class/dmi/id/product_uuid', '4C4C4544-0042-3510-8054-B4C04F4E3332\n');
  put('sys/class/dmi/id/board_serial', '.2B5N3N2.CNFCW0067C00AB.\n');
  disk('sda');
  mounts('8:1', '/dev/sda1');
  nic('eth0', '3c:fd:fe:9e:7a:10');
});

const read = (...values: string[]) => ({ state: 'read', values });

describe('a host', () => {
  it('is read from its own files', () => {
    expect(readHost(files)).toEqual({
      machineId: read('3d1219c7c4c5404aaa1f6d2a48adfda4'),
      productUuid: read('4C4C4544-0042-3510-8054-B4C04F4E3332'),
      boardSerial: read('.2B5N3N2.CNFCW0067C00AB.'),
      diskSerial: read('S4EWNX0R123456'),
      nics: read('3c:fd:fe:9e:7a:10'),
    });
  });

  it('whose maker filled in nothing has no such part', () => {
    put('sys/class/dmi/id/board_serial', 'To be filled by O.E.M.\n');
    put('sys/class/dmi/id/product_uuid', '00000000-0000-0000-0000-000000000000\n');
    put('sys/devices/pci/sda/serial', '\n');
    const seen = observeHost({ kind: 'development' }, root, { files });
    expect(seen).toMatchObject({
      machineId: { state: 'seen' },
      productUuid: { state: 'absent' },
      boardSerial: { state: 'absent' },
      diskSerial: { state: 'absent' },
    });
  });

  it('without DMI lacks those parts, and is read all the same', () => {
    files = { ...files, root: join(root, 'bare') };
    put('bare/sys/class/net/.keep', '');
    files.isSysfs = () => true;
    expect(readHost(files)).toMatchObject({
      machineId: { state: 'absent' },
      productUuid: { state: 'absent' },
      boardSerial: { state: 'absent' },
      diskSerial: { state: 'unavailable' },
      nics: { state: 'absent' },
    });
  });

  it('has no part that a folder on a disk could have made up', () => {
    files.isSysfs = () => false;
    const { machineId, ...hardware } = readHost(files);
    expect(machineId.state).toBe('read');
    for (const part of Object.values(hardware)) expect(part.state).toBe('unavailable');
  });

  it('is told from a folder by the kernel itself', () => {
    expect(hostFiles().isSysfs('/sys/class')).toBe(true);
    expect(hostFiles().isSysfs(join(root, 'sys/class'))).toBe(false);
  });

  it('has parts that cannot be read, where the kernel does not say what a folder is', () => {
    files.isSysfs = () => {
      throw Object.assign(new Error('gone'), { code: 'ENOENT' });
    };
    expect(readHost(files).boardSerial).toMatchObject({
      state: 'unavailable',
      why: expect.stringMatching(/: ENOENT$/),
    });
  });

  it('takes a missing file for absent only where sysfs would have it', () => {
    mkdirSync(join(root, 'nothing-mounted'));
    const bare = { ...files, root: join(root, 'nothing-mounted') };
    expect(readHost(bare).boardSerial.state).toBe('unavailable');
    expect(readHost({ ...bare, isSysfs: () => true }).boardSerial.state).toBe('absent');
  });

  it('calls a folder in the place of a file unavailable', () => {
    mkdirSync(join(root, 'mounted-by-mistake/etc/machine-id'), { recursive: true });
    const elsewhere = { ...files, root: join(root, 'mounted-by-mistake') };
    expect(readHost(elsewhere).machineId.state).toBe('unavailable');
  });
});

describe('the network cards', () => {
  it('are the physical ones: what Docker and systemd make does not count', () => {
    nic('docker0', '3c:fd:fe:00:00:01', { physical: false });
    nic('veth12ab', '3c:fd:fe:00:00:02', { physical: false });
    nic('eth1', '3c:fd:fe:9e:7a:11');
    expect(readHost(files).nics).toEqual(read('3c:fd:fe:9e:7a:10', '3c:fd:fe:9e:7a:11'));
  });

  it('are known by the address burnt in, not by one that was set', () => {
    nic('eth1', '3c:fd:fe:9e:7a:99', { assigned: '3' });
    put('sys/devices/net/eth1/bonding_slave/perm_hwaddr', '3c:fd:fe:9e:7a:11\n');
    nic('wlan0', '3c:fd:fe:9e:7a:77', { assigned: '3' });
    expect(readHost(files).nics).toEqual(read('3c:fd:fe:9e:7a:10', '3c:fd:fe:9e:7a:11'));
  });

  it('do not include the virtual functions of a card', () => {
    nic('eth1v0', '3c:fd:fe:9e:7a:55');
    put('sys/devices/net/eth1v0/device/physfn/vendor', '0x8086\n');
    expect(readHost(files).nics).toEqual(read('3c:fd:fe:9e:7a:10'));
  });
});

describe('the root disk', () => {
  const remount = (name: string, number: string) => {
    link(`sys/dev/block/${number}`, `sys/devices/virtual/${name}`);
    mounts(number, `/dev/mapper/${name}`);
  };

  it('is found under a volume', () => {
    link('sys/devices/virtual/dm-0/slaves/sda1', 'sys/devices/pci/sda/sda1');
    remount('dm-0', '253:0');
    expect(readHost(files).diskSerial).toEqual(read('S4EWNX0R123456'));
  });

  it('is each disk of an array', () => {
    disk2();
    link('sys/devices/virtual/md0/slaves/sda1', 'sys/devices/pci/sda/sda1');
    link('sys/devices/virtual/md0/slaves/sdb', 'sys/devices/pci/sdb');
    remount('md0', '9:0');
    expect(readHost(files).diskSerial).toEqual(read('S4EWNX0R123456', 'S4EWNX0R999999'));
  });

  const disk2 = () => put('sys/devices/pci/sdb/serial', 'S4EWNX0R999999\n');

  it('is found by its name where the file system has a number of its own', () => {
    mounts('0:25', '/dev/sda1');
    expect(readHost(files).diskSerial).toEqual(read('S4EWNX0R123456'));
  });

  it('is unavailable where no disk of the host is visible', () => {
    mounts('0:57', 'overlay');
    expect(readHost(files).diskSerial.state).toBe('unavailable');
  });

  it('is that of the host, seen from a container by a file mounted from it', () => {
    const inside = `${root}/etc/machine-id`;
    put(
      'mountinfo',
      `30 1 0:57 / / rw - overlay overlay rw\n31 30 8:1 /etc/machine-id ${inside} ro - ext4 /dev/sda1 rw\n`,
    );
    expect(readHost(files).diskSerial).toEqual(read('S4EWNX0R123456'));
  });

  it.each([
    { kind: 'NVMe', file: 'device/serial', content: 'S5GXNX0T1\n', serial: 'S5GXNX0T1' },
    { kind: 'SATA', file: 'device/vpd_pg80', content: '\0\x80\0\n  WD-WX41D', serial: 'WD-WX41D' },
    { kind: 'SAS', file: 'device/wwid', content: 'naa.500253\n', serial: 'naa.500253' },
  ])('is known by the name that $kind gives it', ({ file, content, serial }) => {
    put('sys/devices/pci/sda/serial', '');
    put(`sys/devices/pci/sda/${file}`, Buffer.from(content, 'latin1'));
    const { diskSerial } = readHost(files);
    const names = diskSerial.state === 'read' ? diskSerial.values.map((name) => name.trim()) : [];
    expect(names).toContain(serial);
  });
});

describe('the development id', () => {
  it('counts in development, and in no release', () => {
    put('trust/development-id', '0b8a1c7e-6a8a-4a0e-9a53-3b1b4f8f8c11\n');
    const release = { kind: 'release', rootKey: '', keyset: '', builtAt: 0 } as const;
    expect(observeHost({ kind: 'development' }, root, { files }).developmentId.state).toBe('seen');
    expect(observeHost(release, root, { files }).developmentId.state).toBe('absent');
  });
});
