import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readMachineShare } from './machine-share.js';

const GIB = 2 ** 30;
const EIGHT = 'Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t0-7\n';

/** A root with these files. */
function machine(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'easel-share-'));
  for (const [path, text] of Object.entries({ 'proc/self/status': EIGHT, ...files })) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

const V2 = '30 24 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n';
const v1 = (root: string) =>
  `31 24 0:27 ${root} /sys/fs/cgroup/cpu,cpuacct ro,nosuid - cgroup cgroup rw,cpu,cpuacct\n` +
  `32 24 0:28 ${root} /sys/fs/cgroup/memory ro,nosuid - cgroup cgroup rw,memory\n`;
const V1_GROUPS = (path: string) =>
  `9:memory:${path}\n4:cpu,cpuacct:${path}\n1:name=systemd:${path}\n`;

describe('what a process may use', () => {
  it.each<[string, Record<string, string>, number, number]>([
    ['no limits', { 'proc/self/cgroup': '0::/\n', 'proc/self/mountinfo': V2 }, 8, totalmem()],
    [
      'a container under version 2',
      {
        'proc/self/cgroup': '0::/\n',
        'proc/self/mountinfo': V2,
        'sys/fs/cgroup/cpu.max': '150000 100000\n',
        'sys/fs/cgroup/memory.max': `${GIB}\n`,
      },
      1.5,
      GIB,
    ],
    [
      'less than one processor',
      {
        'proc/self/cgroup': '0::/\n',
        'proc/self/mountinfo': V2,
        'sys/fs/cgroup/cpu.max': '50000 100000\n',
      },
      0.5,
      totalmem(),
    ],
    [
      'a service whose slice is tighter than itself, under version 2',
      {
        'proc/self/cgroup': '0::/system.slice/easel.service\n',
        'proc/self/mountinfo': V2,
        'sys/fs/cgroup/system.slice/easel.service/cpu.max': 'max 100000\n',
        'sys/fs/cgroup/system.slice/easel.service/memory.max': 'max\n',
        'sys/fs/cgroup/system.slice/cpu.max': '300000 100000\n',
        'sys/fs/cgroup/system.slice/memory.max': `${GIB / 2}\n`,
      },
      3,
      GIB / 2,
    ],
    [
      'a container under version 1, which sees its group as the root',
      {
        'proc/self/cgroup': V1_GROUPS('/docker/f00'),
        'proc/self/mountinfo': v1('/docker/f00'),
        'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us': '200000\n',
        'sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us': '100000\n',
        'sys/fs/cgroup/memory/memory.limit_in_bytes': `${GIB}\n`,
      },
      2,
      GIB,
    ],
    [
      'a service under version 1 beside an empty version 2',
      {
        'proc/self/cgroup': `${V1_GROUPS('/easel')}0::/easel\n`,
        'proc/self/mountinfo': `${v1('/')}${V2.replace('cgroup rw', 'cgroup/unified rw')}`,
        'sys/fs/cgroup/cpu,cpuacct/easel/cpu.cfs_quota_us': '-1\n',
        'sys/fs/cgroup/cpu,cpuacct/easel/cpu.cfs_period_us': '100000\n',
        'sys/fs/cgroup/memory/easel/memory.limit_in_bytes': '9223372036854771712\n',
        'sys/fs/cgroup/memory/memory.limit_in_bytes': '9223372036854771712\n',
      },
      8,
      totalmem(),
    ],
    ['a cpuset', { 'proc/self/status': 'Cpus_allowed_list:\t0-1,4\n' }, 3, totalmem()],
  ])('is read: %s', (_, files, cpus, memoryBytes) => {
    const share = readMachineShare(machine(files));
    expect(share).toMatchObject({ cpus, memoryBytes });
    expect(share.memoryLimited).toBe(memoryBytes < totalmem());
  });

  it('is this machine where nothing can be read', () => {
    const { cpus, cpusLimited } = readMachineShare('/nowhere');
    expect(cpus).toBeGreaterThanOrEqual(1);
    expect(cpusLimited).toBe(false);
  });
});
