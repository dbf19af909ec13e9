import { hash } from 'node:crypto';
import { lstat, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { boundedRead, sha256Of } from '@easel/platform';
import { exits } from '../../exits.js';
import { Failure } from '../../failure.js';
import { messages } from '../../messages.js';
import type { Stack } from '../stack.js';
import type { WorkFolder } from '../work-folder.js';
import { harmlessSettings } from './harmless-settings.js';
import type { ListedFile } from './listing.js';

/** A file for a backup. What may change while it is made is held as it was read; a version's files never change. */
export interface Piece extends ListedFile {
  from: { bytes: Buffer } | { file: string };
}

export interface Gathered {
  pieces: Piece[];
  leftOut: string[];
}

/** Bytes: the audit log and the history, which are put aside or read up to half of this. */
const LONGEST = 32 * 1024 * 1024;

/** Everything of these deployments, and of what the host has once, that is worth keeping; the smaller path first. */
export async function gather(work: WorkFolder, stacks: readonly Stack[]): Promise<Gathered> {
  const root = work.path;
  const leftOut: string[] = [];
  const pieces: Piece[] = [];
  const take = (path: string, change: (bytes: Buffer) => Buffer = (bytes) => bytes) => {
    const bytes = held(root, path);
    if (bytes) pieces.push(inMemory(path, change(bytes)));
  };
  const settings = (path: string) =>
    take(path, (bytes) => {
      const harmless = harmlessSettings(bytes.toString('utf8'));
      leftOut.push(...harmless.leftOut.map((name) => `${path.replace('.env', '')}${name}`));
      return Buffer.from(harmless.text);
    });

  const licensing = '.easel/state/licensing';
  settings('.easel/.env');
  for (const name of ['docker-compose.yml', 'easel', 'trouble_shooting.sh', 'keyset.jwt'])
    take(`.easel/${name}`);
  // The log before the mark of time: its last line must not be later than the mark, or the mark looks put back.
  for (const name of ['audit.jsonl.1', 'audit.jsonl']) take(`${licensing}/${name}`, wholeLines);
  for (const name of ['state.json', 'easel.lic', 'queued.lic']) take(`${licensing}/${name}`);
  for (const name of await readdir(join(root, licensing, 'history')).catch(() => []))
    if (name.endsWith('.lic')) take(`${licensing}/history/${name}`);

  for (const { name, models } of stacks) {
    settings(`${name}/.env`);
    for (const file of ['docker-compose.yml', 'journal.json']) take(`${name}/${file}`);
    take(`${name}/history.jsonl`, wholeLines);
    take(`${name}/start/start-1.sh`);
    take(`${name}/admin/password.json`);
    take(`${name}/models/${name}/current`);
    for (const version of await models.versions(name))
      pieces.push(...(await onDisk(root, models.folder(name, version))));
  }
  pieces.sort((one, other) => (one.path < other.path ? -1 : 1));
  return { pieces, leftOut };
}

/** A small file as it is now; its writers replace it in one step. Undefined where there is none. */
function held(root: string, path: string): Buffer | undefined {
  const file = boundedRead(join(root, path), LONGEST);
  if (file.state === 'missing') return undefined;
  if (file.state === 'too-long')
    throw new Failure(exits.refused, messages.tooLong(join(root, path), LONGEST));
  if (file.state === 'unreadable')
    throw new Failure(exits.refused, messages.unreadable(join(root, path), file.why));
  return Buffer.from(file.bytes);
}

/** Of a log that is being written the last line may be half there. */
const wholeLines = (bytes: Buffer) => bytes.subarray(0, bytes.lastIndexOf(0x0a) + 1);

const inMemory = (path: string, bytes: Buffer): Piece => ({
  path,
  size: bytes.length,
  sha256: hash('sha256', bytes),
  from: { bytes },
});

async function onDisk(root: string, folder: string): Promise<Piece[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const pieces: Piece[] = [];
  for (const entry of entries.filter((each) => !each.isDirectory())) {
    const file = join(entry.parentPath, entry.name);
    if (!entry.isFile()) throw new Failure(exits.refused, messages.unreadable(file, 'a link'));
    const { size } = await lstat(file);
    const sha256 = await sha256Of(file);
    pieces.push({ path: relative(root, file), size, sha256, from: { file } });
  }
  return pieces;
}
