import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';

import { ByteSource } from './byte-source.js';
import { LONGEST_MARK, markOf, marksIn } from './key-marks.js';
import { isTar, tarMembers } from './tar-members.js';

/** Why a file must not be shipped. */
export interface Finding {
  /** Relative to the folder; within an archive, its member after `!`. */
  file: string;
  what: string;
}

/** How many archives one inside the other are opened. */
const DEEPEST = 6;
/** Bytes that one archive may unpack to: more than any package of ours, less than a bomb. */
const MOST = 64 * 2 ** 30;

/** Archives that are not opened. What cannot be looked into is no less suspect for that. */
const closed: [what: string, starts: string][] = [
  ['a zip archive', 'PK\x03\x04'],
  ['an xz archive', '\xfd7zXZ\0'],
  ['a zstd archive', '\x28\xb5\x2f\xfd'],
  ['a bzip2 archive', 'BZh'],
  ['a 7z archive', '7z\xbc\xaf\x27\x1c'],
];

/**
 * Every private key in the regular files of a folder that is to be shipped, gzip and tar opened. Links are not
 * followed: they are shipped as links.
 * @param ships which files go along, by their path within the folder; all unless told.
 */
export async function privateKeysIn(
  folder: string,
  ships: (path: string) => boolean = () => true,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const file of filesIn(folder, (path) => ships(relative(folder, path)))) {
    const bytes = createReadStream(file) as AsyncIterable<Buffer>;
    findings.push(...(await look(bytes, { file: relative(folder, file), depth: 0 })));
  }
  return findings;
}

async function* filesIn(folder: string, ships: (path: string) => boolean): AsyncGenerator<string> {
  const entries = await readdir(folder, { withFileTypes: true });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (!ships(path)) continue;
    if (entry.isDirectory()) yield* filesIn(path, ships);
    else if (entry.isFile()) yield path;
  }
}

interface Place {
  file: string;
  depth: number;
}

async function look(bytes: AsyncIterable<Buffer>, place: Place): Promise<Finding[]> {
  const source = new ByteSource(bytes);
  try {
    const start = await source.peek(512);
    const unopened = closed.find(([, magic]) => start.toString('latin1').startsWith(magic));
    if (unopened) return await shut(source, place, `${unopened[0]}, which is not opened here`);
    const gzip = start[0] === 0x1f && start[1] === 0x8b;
    if (!gzip && !isTar(start)) return await scan(source, place, start);
    if (place.depth === DEEPEST) return await shut(source, place, 'an archive too deep in others');
    return gzip ? await lookIntoGzip(source, place) : await lookIntoTar(source, place);
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? String(error);
    return [
      { file: place.file, what: `cannot be read whole (${why}): what it holds is not known` },
    ];
  } finally {
    await source.end();
  }
}

async function shut(source: ByteSource, { file }: Place, what: string): Promise<Finding[]> {
  await source.skip(); // whoever reads the archive around it goes on after it
  return [{ file, what }];
}

async function scan(source: ByteSource, { file }: Place, start: Buffer): Promise<Finding[]> {
  const found = new Set<string>();
  const whole = markOf(start);
  if (whole) found.add(whole);
  let before: Buffer = Buffer.alloc(0);
  for await (const piece of source.take()) {
    const window = Buffer.concat([before, piece]);
    for (const what of marksIn(window)) found.add(what);
    before = window.subarray(-LONGEST_MARK);
  }
  return [...found].map((what) => ({ file, what }));
}

const lookIntoGzip = (source: ByteSource, { file, depth }: Place) =>
  look(bounded(pipeline(source.take(), createGunzip(), readerGetsTheError)), {
    file,
    depth: depth + 1,
  });

const readerGetsTheError = () => undefined;

async function* bounded(bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let left = MOST;
  for await (const piece of bytes) {
    left -= piece.length;
    if (left < 0) throw new RangeError('unpacks to more than any package');
    yield piece;
  }
}

async function lookIntoTar(source: ByteSource, { file, depth }: Place): Promise<Finding[]> {
  const findings: Finding[] = [];
  for await (const { name, content } of tarMembers(source))
    findings.push(...(await look(content, { file: `${file}!${name}`, depth: depth + 1 })));
  return findings;
}
