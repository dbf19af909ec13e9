import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Reading } from '@easel/license';
import { hostFiles, readSysfs, sysfsAt, unavailable, type HostFiles } from './host-files.js';

/** Longer than a driver that is well takes to answer, even with eight cards that sleep. */
const PATIENCE_MS = 5000;

const NVIDIA = '0x10de';
/** PCI's class of display controllers, of which compute cards are. */
const DISPLAY = '0x03';

/** What else a driver may print (that it has failed, say) is no card's name. */
const UUID = /^GPU-[0-9a-f-]{36}$/i;

interface CardOptions {
  /** Milliseconds; tests have less. */
  patienceMs?: number;
}

/**
 * The UUIDs of the NVIDIA cards here, in the driver's order, as `nvidia-smi` names them. When it cannot be asked (not
 * there, or hanging), cards on the PCI bus say whether there is something that cannot be read, or nothing.
 */
export async function readCards(
  files: HostFiles = hostFiles(),
  { patienceMs = PATIENCE_MS }: CardOptions = {},
): Promise<Reading> {
  try {
    const lines = (await ask(files.nvidiaSmi, patienceMs)).split('\n');
    const uuids = lines.map((line) => line.trim()).filter((line) => UUID.test(line));
    if (uuids.length > 0) return { state: 'read', values: uuids };
    return without(files, 'nvidia-smi names no card');
  } catch (error) {
    return without(files, `nvidia-smi: ${(error as Error).message.split('\n', 1)[0] ?? ''}`);
  }
}

/** Resolves or rejects in time, even if the command sits in the kernel where nothing can end it. */
function ask(command: string, patienceMs: number): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const query = ['--query-gpu=uuid', '--format=csv,noheader'];
  const options = { killSignal: 'SIGKILL', maxBuffer: 64 * 1024 } as const;
  const child = execFile(command, query, options, (error, stdout) => {
    clearTimeout(timer);
    if (error) reject(error);
    else resolve(stdout);
  });
  const timer = setTimeout(() => {
    child.kill('SIGKILL');
    // Neither it nor what it started, which may hold its pipes, keeps this process from ending.
    child.unref();
    child.stdout?.destroy();
    child.stderr?.destroy();
    reject(new Error(`no answer within ${patienceMs / 1000} s`));
  }, patienceMs);
  return promise;
}

function without(files: HostFiles, why: string): Reading {
  const bus = join(files.root, 'sys/bus/pci/devices');
  const notSysfs = sysfsAt(files, bus);
  if (notSysfs) return notSysfs;
  if (!existsSync(bus)) return { state: 'absent' };
  try {
    const devices = readdirSync(bus);
    return devices.some((device) => isCard(files, device)) ? unavailable(why) : { state: 'absent' };
  } catch (error) {
    return unavailable(`${bus}: ${(error as NodeJS.ErrnoException).code ?? 'unknown'}`);
  }
}

function isCard(files: HostFiles, device: string): boolean {
  const says = (name: string, value: string) => {
    const reading = readSysfs(files, join('bus/pci/devices', device, name));
    return reading.state === 'read' && reading.values[0]?.startsWith(value) === true;
  };
  return says('vendor', NVIDIA) && says('class', DISPLAY);
}
