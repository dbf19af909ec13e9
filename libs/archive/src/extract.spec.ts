import { createHash, randomBytes } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { mkdir, readdir, stat, symlink, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openArchive } from './archive.js';
import { extract } from './extract.js';
import { generous, Scene, underOwnName } from './scene.fixture.js';
import { makeTar } from './tar.fixture.js';
import { makeZip } from './zip.fixture.js';

const three = makeZip(['a', 'd/b', 'd/e/c'].map((name) => ({ name, data: name })));
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

describe('extracting', () => {
  it('makes folders and files that nobody else can read', async () => {
    await using scene = await Scene.make();
    await scene.extract(makeZip([{ name: 'd/e/run.sh', data: 'x', mode: 0o104777 }]), {
      sync: true,
    });
    const mode = async (path: string) => (await stat(join(scene.out, path))).mode & 0o7777;
    expect(await mode('d/e/run.sh')).toBe(0o600);
    for (const folder of ['', 'd', 'd/e']) expect(await mode(folder), folder).toBe(0o700);
  });

  it('takes contents that have the SHA-256 that is expected', async () => {
    await using scene = await Scene.make();
    await scene.extract(three, { accept: ({ path }) => ({ as: path, sha256: sha256(path) }) });
    expect(await scene.files()).toEqual({ a: 'a', 'd/b': 'd/b', 'd/e/c': 'd/e/c' });
  });

  it('leaves nothing when the last file has another SHA-256', async () => {
    await using scene = await Scene.make();
    const accept = ({ path }: { path: string }) => ({ as: path, sha256: sha256(path.slice(-3)) });
    expect(await scene.refusal(three, { accept })).toEqual([
      'checksum',
      `not the contents that were packed: "d/e/c" has SHA-256 ${sha256('d/e/c')}, ${sha256('e/c')} is expected`,
    ]);
  });

  it('leaves nothing when the caller refuses a file, and says what the caller said', async () => {
    await using scene = await Scene.make();
    const unlisted = new Error('d/b is not in the manifest');
    const accept = ({ path }: { path: string }) => {
      if (path === 'd/b') throw unlisted;
      return { as: path };
    };
    await expect(scene.extract(three, { accept })).rejects.toBe(unlisted);
  });

  it.each(['../evil', 'd/../../evil', '/tmp/evil', '', '.', 'd/..'])(
    'refuses to write where a caller should not say: %j',
    async (as) => {
      await using scene = await Scene.make();
      expect((await scene.refusal(three, { accept: () => ({ as }) }))[0]).toBe('unsafe-name');
    },
  );

  it('never writes over a file', async () => {
    await using scene = await Scene.make();
    const accept = () => ({ as: 'one' });
    await expect(scene.extract(three, { accept })).rejects.toMatchObject({ code: 'EEXIST' });
  });

  it('follows no link that was put into its folder meanwhile', async () => {
    await using scene = await Scene.make();
    await writeFile(scene.archive, three);
    await using archive = await openArchive(scene.archive, generous);
    let planted = false;
    const extracting = extract(archive, scene.out, {
      accept: ({ path }) => {
        if (!planted) execFileSync('ln', ['-s', '..', join(scene.out, 'd')]);
        planted = true;
        return { as: path };
      },
    });
    await expect(extracting).rejects.toMatchObject({ code: 'EEXIST' });
    expect(await readdir(join(scene.root, 'a/b'))).toEqual([]);
    expect(await readdir(join(scene.root, 'a'))).toEqual(['b', 'precious']);
  });

  it('leaves alone a folder that was there before', async () => {
    await using scene = await Scene.make();
    await writeFile(scene.archive, three);
    await mkdir(scene.out);
    await writeFile(join(scene.out, 'a'), 'mine');
    await using archive = await openArchive(scene.archive, generous);
    await expect(extract(archive, scene.out, { accept: underOwnName })).rejects.toMatchObject({
      code: 'EEXIST',
    });
    expect(await scene.files()).toEqual({ a: 'mine' });
  });
});

describe('an archive', () => {
  it('is read as often as it is asked, one part of it first', async () => {
    for (const bytes of [three, makeTar([{ name: 'a', data: 'a' }, { name: 'b' }])]) {
      await using scene = await Scene.make();
      await writeFile(scene.archive, bytes);
      await using archive = await openArchive(scene.archive, generous);
      for await (const entry of archive.entries()) {
        for await (const chunk of entry.bytes()) expect(String(chunk)).toBe('a');
        break;
      }
      const { written } = await extract(archive, scene.out, { accept: underOwnName });
      expect(written[0]).toEqual({ path: 'a', as: 'a', size: 1 });
    }
  });

  it('goes on after a file of which only the start was read', async () => {
    const big = randomBytes(2 ** 20);
    for (const make of [makeZip, makeTar]) {
      await using scene = await Scene.make();
      await writeFile(
        scene.archive,
        make([
          { name: 'big', data: big },
          { name: 'b', data: 'b' },
        ]),
      );
      await using archive = await openArchive(scene.archive, generous);
      const starts = [];
      for await (const entry of archive.entries())
        for await (const chunk of entry.bytes()) {
          starts.push([entry.path, chunk[0]]);
          break;
        }
      expect(starts).toEqual([
        ['big', big[0]],
        ['b', 0x62],
      ]);
    }
  });

  it('says so when an entry is read out of turn, and does not pass it off as empty', async () => {
    for (const bytes of [three, makeTar([{ name: 'a', data: 'a' }, { name: 'd/b' }])]) {
      await using scene = await Scene.make();
      await writeFile(scene.archive, bytes);
      await using archive = await openArchive(scene.archive, generous);
      const entries = [];
      for await (const entry of archive.entries()) entries.push(entry);
      await expect(entries[0]!.bytes().next()).rejects.toThrow('its turn is over');
    }
  });

  it('is what was opened, whatever stands at its path later', async () => {
    await using scene = await Scene.make();
    await writeFile(scene.archive, three);
    await using archive = await openArchive(scene.archive, generous);
    execFileSync('mv', [scene.archive, `${scene.archive}.old`]);
    await writeFile(scene.archive, makeZip([{ name: 'another' }]));
    const { written } = await extract(archive, scene.out, { accept: underOwnName });
    expect(written.map(({ path }) => path)).toEqual(['a', 'd/b', 'd/e/c']);
  });

  it('that shrinks while it is read is refused', async () => {
    await using scene = await Scene.make();
    const big = Buffer.alloc(2 ** 20, 'abc');
    await writeFile(scene.archive, makeZip([{ name: 'big', data: big, method: 0 }]));
    await using archive = await openArchive(scene.archive, generous);
    const read = async () => {
      for await (const entry of archive.entries()) {
        await truncate(scene.archive, 1000);
        for await (const chunk of entry.bytes()) expect(chunk.length).toBeLessThan(1000);
      }
    };
    await expect(read()).rejects.toMatchObject({ reason: 'truncated', entry: 'big' });
  });

  it('does not call damaged what the disk did not give', async () => {
    await using scene = await Scene.make();
    await writeFile(scene.archive, three);
    await using archive = await openArchive(scene.archive, generous);
    await archive[Symbol.asyncDispose]();
    await expect(archive.entries().next()).rejects.toMatchObject({ code: 'EBADF' });
  });

  it('is neither a FIFO that is waited for, nor a folder, nor a link', async () => {
    await using scene = await Scene.make();
    const open = (name: string) => openArchive(join(scene.root, name), generous);
    execFileSync('mkfifo', [join(scene.root, 'fifo')]);
    await symlink(scene.archive, join(scene.root, 'link'));
    for (const name of ['fifo', 'a'])
      await expect(open(name), name).rejects.toMatchObject({ reason: 'unknown-format' });
    await expect(open('link')).rejects.toMatchObject({ code: 'ELOOP' });
    await expect(open('none')).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it.each([
    ['a rar', Buffer.from('Rar!\x1a\x07'), 'unknown-format', 'it is a rar'],
    ['a 7z', Buffer.from('7z\xbc\xaf\x27\x1c', 'latin1'), 'unknown-format', 'it is a 7z'],
    ['a picture', Buffer.from('\xff\xd8\xff', 'latin1'), 'unknown-format', 'of no kind known here'],
    ['nothing at all', Buffer.alloc(0), 'empty', 'the file has 0 bytes'],
  ])('that is %s is refused by name', async (_title, bytes, reason, sentence) => {
    await using scene = await Scene.make();
    expect(await scene.refusal(bytes)).toEqual([reason, expect.stringContaining(sentence)]);
  });
});
