import { execFile, execFileSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findPython } from './delivery/pythons.js';
import { checkout } from './test-site.js';

/** Says what the container that it should run would find in EASEL_CARDS. */
const docker = `#!/bin/bash
for argument in "$@"; do
  case $argument in
    EASEL_CARDS=*) printf 'told:%s' "\${argument#*=}" ;;
    EASEL_CARDS) printf 'told:%s' "$EASEL_CARDS" ;;
  esac
done
`;

const card = 'NVIDIA H200, GPU-5f2c1d3e-0000-4000-8000-0123456789ab, 570.86.15';
const another = card.replace('5f2c', '6f2c');
/** As the real one: cards where it is asked for these three, and a table where it is not. */
const answering = (...cards: string[]) => `#!/bin/sh
[ "$*" = '--query-gpu=name,uuid,driver_version --format=csv,noheader' ] || { echo '| NVIDIA-SMI |'; exit; }
printf '${cards.map((one) => `${one}\\n`).join('')}'
`;

const installer = ['original/package/Install/install.py', 'install', 'bolts'];
const upgrade = ['work/.easel/easel', 'upgrade', 'bolts'];

describe.each([
  ['install.py with Python 2.7', findPython('2.7.')?.path, installer],
  ['install.py with Python 3', findPython('3.')?.path, installer],
  ['the command easel of a host', '/bin/bash', upgrade],
])('%s, which sees the cards that a container does not', (_, program, args) => {
  let root: string;
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), 'easel-cards-')));
    for (const folder of ['work/.easel', 'bin', 'original/package/Install'])
      mkdirSync(join(root, folder), { recursive: true });
    cpSync(join(checkout, 'deploy/stack/easel'), join(root, 'work/.easel/easel'));
    cpSync(join(checkout, 'tools/package/install.py'), join(root, installer[0] ?? ''));
    writeFileSync(join(root, 'work/.easel/.env'), 'EASEL_RELEASE=0.1.0\n');
    put('docker', docker);
    // Nothing else of this machine is on the PATH: it may have a card.
    for (const tool of ['sed', 'dirname', 'readlink'])
      symlinkSync(
        execFileSync('which', [tool], { encoding: 'utf8' }).trim(),
        join(root, 'bin', tool),
      );
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const put = (name: string, script: string) =>
    writeFileSync(join(root, 'bin', name), script, { mode: 0o755 });
  const told = async (given = args) => {
    const { stdout } = await promisify(execFile)(program ?? 'a Python that is not here', given, {
      cwd: root,
      env: { PATH: join(root, 'bin'), EASEL_WORK: join(root, 'work') },
    });
    return /told:([^]*)/.exec(stdout)?.[1]?.trim();
  };

  it('passes on what nvidia-smi says, all of them', async () => {
    put('nvidia-smi', answering(card, another));
    expect(await told()).toBe(`${card}\n${another}`);
  });

  it('says that there is none where there is no nvidia-smi, or no driver that answers', async () => {
    expect(await told()).toBe('none');
    put('nvidia-smi', '#!/bin/sh\nexit 9\n');
    expect(await told()).toBe('none');
  });

  it('does not wait for a driver that hangs', { timeout: 30_000 }, async () => {
    put('nvidia-smi', '#!/bin/sh\ntrap "" TERM\nexec /bin/sleep 25\n');
    expect(await told()).toBe('none');
  });

  it('does not ask where no card matters', async () => {
    put('nvidia-smi', answering(card));
    const [script = ''] = args;
    expect(await told([script, 'status', 'bolts'])).toBeUndefined();
  });
});
