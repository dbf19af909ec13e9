import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { readCards } from './host-cards.js';
import type { HostFiles } from './host-files.js';

const first = 'GPU-5b3cf2a1-0f7e-4c7d-9c3a-1d2e3f405162';
const second = 'GPU-9e8d7c6b-5a49-4838-a716-05f4e3d2c1b0';

let root: string;
let files: HostFiles;

function put(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** What stands on the PCI bus; compute cards are display controllers to it. */
function plug(slot: string, vendor: string, kind = '0x030200'): void {
  put(`sys/bus/pci/devices/${slot}/vendor`, `${vendor}\n`);
  put(`sys/bus/pci/devices/${slot}/class`, `${kind}\n`);
}

/** A real command in the driver's place. */
function driver(script: string): void {
  writeFileSync(files.nvidiaSmi, `#!/bin/sh\n${script}\n`);
  chmodSync(files.nvidiaSmi, 0o755);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'easel-cards-'));
  files = {
    root,
    mountinfo: join(root, 'mountinfo'),
    isSysfs: (path) => path.startsWith(join(root, 'sys')),
    nvidiaSmi: join(root, 'nvidia-smi'),
  };
  put('sys/bus/pci/devices/.keep', '');
  plug('0000:00:1f.0', '0x8086', '0x060100');
});

const read = (...values: string[]) => ({ state: 'read', values });

describe('a driver that is well', () => {
  it('names the cards in its own order', async () => {
    driver(`echo ${first}\necho ${second}`);
    expect(await readCards(files)).toEqual(read(first, second));
    driver(`echo ${second}\necho ${first}`);
    expect(await readCards(files)).toEqual(read(second, first));
    driver(`echo ${second}`);
    expect(await readCards(files)).toEqual(read(second));
  });

  it('is asked for names and nothing else', async () => {
    driver(`[ "$*" = "--query-gpu=uuid --format=csv,noheader" ] && printf '${first}\\r\\n\\n'`);
    expect(await readCards(files)).toEqual(read(first));
  });

  it('is believed in what is a name, whatever else it says', async () => {
    driver(`echo WARNING: infoROM is corrupted at gpu 0000:01:00.0\necho ${first}`);
    expect(await readCards(files)).toEqual(read(first));
  });
});

describe('a driver that cannot be asked', () => {
  const ways: [string, () => void, string][] = [
    ['is missing', () => undefined, 'ENOENT'],
    ['is no command', () => put('nvidia-smi', 'text'), 'EACCES'],
    ['is a folder', () => put('nvidia-smi/file', ''), 'EACCES'],
    ['finds no card', () => driver('echo No devices were found; exit 6'), 'Command failed'],
    ['is not loaded', () => driver(`echo ${first}; echo trouble >&2; exit 9`), 'Command failed'],
    ['dies', () => driver('kill -SEGV $$'), 'Command failed'],
    ['says nothing', () => driver(':'), 'names no card'],
    ['says what is no name', () => driver('echo No devices were found'), 'names no card'],
    ['says bytes', () => driver(`printf '\\377\\000\\376GPU-\\n'`), 'names no card'],
    ['says 10 MB', () => driver(`head -c 10000000 /dev/zero | tr '\\0' G`), 'maxBuffer'],
  ];

  it.each(ways)('has cards that cannot be read when it %s', async (_, arrange, why) => {
    plug('0000:01:00.0', '0x10de');
    arrange();
    const reading = await readCards(files);
    expect(reading).toEqual({ state: 'unavailable', why: expect.stringContaining(why) });
  });

  it.each(ways)('has none where none is plugged in, when it %s', async (_, arrange) => {
    arrange();
    expect(await readCards(files)).toEqual({ state: 'absent' });
  });
});

describe('a driver that hangs', () => {
  /** The commands of this test that still run, whatever they were told. */
  const running = () =>
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .filter((pid) => commandOf(pid).includes(files.nvidiaSmi));

  function commandOf(pid: string): string {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
    } catch {
      return ''; // it ended meanwhile
    }
  }

  it('is waited for so long and no longer, and ended though it does not want to', async () => {
    plug('0000:01:00.0', '0x10de');
    driver(`trap '' TERM INT HUP\nwhile :; do sleep 0.1; done`);
    expect(await readCards(files, { patienceMs: 300 })).toEqual({
      state: 'unavailable',
      why: 'nvidia-smi: no answer within 0.3 s',
    });
    await vi.waitUntil(() => running().length === 0, { timeout: 30_000 });
  });

  it('holds up nothing by what it started, which loses whom it talks to', async () => {
    plug('0000:01:00.0', '0x10de');
    driver(`(while echo ${first}; do sleep 0.1; done) &`);
    const { state } = await readCards(files, { patienceMs: 300 });
    expect(state).toBe('unavailable');
    await vi.waitUntil(() => running().length === 0, { timeout: 30_000 });
  });

  it('is no card where none is plugged in', async () => {
    driver(`trap '' TERM\nwhile :; do sleep 0.1; done`);
    expect(await readCards(files, { patienceMs: 300 })).toEqual({ state: 'absent' });
    await vi.waitUntil(() => running().length === 0, { timeout: 30_000 });
  });
});

describe('the bus', () => {
  it('counts cards of NVIDIA alone, not their loudspeakers, nor the cards of others', async () => {
    plug('0000:01:00.1', '0x10de', '0x040300');
    plug('0000:02:00.0', '0x1002', '0x030000');
    expect(await readCards(files)).toEqual({ state: 'absent' });
    plug('0000:03:00.0', '0x10de', '0x030000');
    expect((await readCards(files)).state).toBe('unavailable');
  });

  it('is not there: no card', async () => {
    expect(await readCards({ ...files, root: join(root, 'sys') })).toEqual({ state: 'absent' });
  });

  it('cannot be listed: cards that cannot be read', async () => {
    put('odd/sys/bus/pci/devices', 'a file');
    const odd = { ...files, root: join(root, 'odd'), isSysfs: () => true };
    expect(await readCards(odd)).toMatchObject({ state: 'unavailable' });
  });

  it('is a folder that somebody made: cards that cannot be read, so that hiding them gains nothing', async () => {
    const made = { ...files, isSysfs: () => false };
    expect(await readCards(made)).toMatchObject({
      state: 'unavailable',
      why: expect.stringContaining('is not sysfs'),
    });
  });
});
