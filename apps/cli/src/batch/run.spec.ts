import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import type { BatchStatus } from '@easel/contract';
import { describe, expect, it } from 'vitest';
import { FakeBatches, refuse } from '../testing/fake-batches.js';
import { Operator } from '../testing/operator.js';
import { photographer } from '../testing/photographer.js';

const chinese = { LANG: 'zh_CN.UTF-8' };
const finished = { state: 'finished', done: 3, ended_at: '2026-12-12T12:01:00Z' } as const;

/** A door at which whatever is watched is soon done. */
async function quick(end: Partial<BatchStatus> = finished): Promise<FakeBatches> {
  const door = await FakeBatches.open();
  void door.watched().then(() => door.becomes('b1', end));
  return door;
}

async function unpacked(tar: Buffer): Promise<Record<string, string>> {
  const parser = extract();
  parser.end(tar);
  const files: Record<string, string> = {};
  for await (const entry of parser) files[entry.header.name] = await text(entry);
  return files;
}

/** How much is sent when, and how fast, is up to the machine. */
const anyRate = (text: string) =>
  text
    .replaceAll(/^(Uploading|上传) .*$/gm, '$1 …')
    .replaceAll(/(^(?:Uploading|上传) …\n)+/gm, '$1');

const posted = (door: FakeBatches) => door.asked.filter(({ route }) => route.startsWith('POST'));

describe('easel batch run FOLDER', () => {
  it('sends its pictures as a tar, stays until all are classified, and writes the results', async () => {
    await using door = await quick();
    using operator = photographer(door);
    const { stdout, stderr, status } = await operator.easel(['batch', 'run', 'photos']);
    expect(anyRate(stderr)).toMatchInlineSnapshot(`
      "Left out: 1 file not called .jpg, .jpeg, .png or .bmp (--all takes them).
      Left out: 3 entries hidden, or neither a file nor a folder.
      Uploading …
      All of it is sent; Easel looks through it.
      Batch b1: 3 pictures, version 3.
      Classifying  0 %  0 of 3 pictures
      Classified  100 %  3 of 3 pictures
      "
    `);
    expect(stdout).toBe('Classified, all of 3 pictures: results.csv\n');
    expect(status).toBe(0);
    expect(readFileSync(join(operator.folder, 'results.csv'), 'utf8')).toBe(door.rows);
    const sent = await unpacked(posted(door)[0]!.body);
    expect(Object.keys(sent)).toEqual(['a.jpg', 'b.PNG', 'line 2/螺丝.bmp']);
    expect(sent['line 2/螺丝.bmp']).toBe('line 2/螺丝.bmp'.repeat(500));
    expect(readdirSync(operator.folder).filter((name) => name.includes('part'))).toEqual([]);
  });

  it('says so in Chinese', async () => {
    await using door = await quick();
    using operator = photographer(door);
    const { stdout, stderr } = await operator.easel(['batch', 'run', 'photos'], { env: chinese });
    expect(anyRate(stderr)).toMatchInlineSnapshot(`
      "略过 1 个扩展名不是 .jpg、.jpeg、.png、.bmp 的文件(--all 可全部上传)。
      略过 3 项隐藏文件,或既非文件也非文件夹的项。
      上传 …
      上传完成,Easel 正在检查内容。
      任务 b1:3 张图片,版本 3。
      分类  0 %  0 / 3 张
      完成  100 %  3 / 3 张
      "
    `);
    expect(stdout).toBe('3 张图片全部完成:results.csv\n');
  });
});

const failed = { ...finished, failed: 2, errors: { 336004: 1, 336005: 1 } };

describe('what became of a batch', () => {
  it('ends with 6 where pictures failed, and says how many by code', async () => {
    await using door = await quick(failed);
    using operator = photographer(door);
    const { stdout, status } = await operator.easel(['batch', 'run', 'photos']);
    expect(stdout).toBe(
      '2 of 3 pictures failed (1 with 336004, 1 with 336005); error_msg says why of each: results.csv\n',
    );
    expect(status).toBe(6);
    expect(readFileSync(join(operator.folder, 'results.csv'), 'utf8')).toBe(door.rows);
  });

  it('says so in Chinese', async () => {
    await using door = await quick(failed);
    using operator = photographer(door);
    const { stdout } = await operator.easel(['batch', 'run', 'photos'], { env: chinese });
    expect(stdout).toBe(
      '2 / 3 张 失败(336004 共 1 张、336005 共 1 张),各自原因见 error_msg:results.csv\n',
    );
  });

  it('ends with 7 where it was cancelled, and writes nothing', async () => {
    await using door = await quick({ state: 'cancelled', done: 1 });
    using operator = photographer(door);
    const { stdout, status } = await operator.easel(['batch', 'run', 'photos']);
    expect(stdout).toContain('The batch was cancelled after 1 of 3 pictures.');
    expect(status).toBe(7);
    expect(readdirSync(operator.folder)).not.toContain('results.csv');
  });

  it('is the document of the API for machines, and nothing else', async () => {
    await using door = await quick(failed);
    using operator = photographer(door);
    const { stdout, stderr, status } = await operator.easel(['batch', 'run', 'photos', '--json']);
    expect(JSON.parse(stdout)).toEqual(door.batches.get('b1'));
    expect(stderr).not.toContain('Classif');
    expect(status).toBe(6);
  });
});

describe('what is sent', () => {
  const sent = async (args: string[], prepare: (folder: string) => void = () => undefined) => {
    await using door = await quick();
    using operator = photographer(door);
    prepare(operator.folder);
    const ended = await operator.easel(['batch', 'run', ...args]);
    return { ...ended, posted: posted(door) };
  };

  it('has every file that is not hidden with --all', async () => {
    const { posted } = await sent(['photos', '--all']);
    expect(Object.keys(await unpacked(posted[0]!.body))).toContain('notes.txt');
  });

  it('is named by its folder where there are several, and by itself where it is a file', async () => {
    const { posted } = await sent(['photos/line 2', 'photos/notes.txt', 'more'], (folder) => {
      mkdirSync(join(folder, 'more'));
      writeFileSync(join(folder, 'more/螺丝.bmp'), 'another');
    });
    const files = Object.keys(await unpacked(posted[0]!.body));
    expect(files).toEqual(['line 2/螺丝.bmp', 'more/螺丝.bmp', 'notes.txt']);
  });

  it('is an archive as it is, and that alone', async () => {
    const bytes = 'PK, as if it were one';
    const prepare = (folder: string) => writeFileSync(join(folder, 'a.ZIP'), bytes);
    const { posted } = await sent(['a.ZIP'], prepare);
    expect(posted[0]!.body.toString()).toBe(bytes);
    const both = await sent(['a.ZIP', 'photos'], prepare);
    expect(both.stderr).toContain('An archive (.zip, .tar, .tar.gz, .tgz) is sent as it is');
    expect(both).toMatchObject({ status: 2, posted: [] });
  });

  it('is the name of a folder with --import', async () => {
    const { posted } = await sent(['--import', 'line-2/today', '--top', '3', '--version', '7']);
    expect(posted[0]!.route).toBe('POST screws?top_num=3&version=7');
    expect(JSON.parse(posted[0]!.body.toString())).toEqual({ folder: 'line-2/today' });
  });

  it.each([
    [['photos/.git'], 0, ''],
    [['photos/nothing'], 1, 'There is no file photos/nothing.'],
    [['empty'], 1, 'There are no pictures to send. In a folder'],
    [
      ['photos/a.jpg', 'empty/../photos/a.jpg'],
      1,
      'Two of the pictures would both be called a.jpg',
    ],
  ])('%j is told before anything is asked for', async (args, exit, words) => {
    const prepare = (folder: string) => mkdirSync(join(folder, 'empty'));
    const { status, stderr, posted } = await sent(args, prepare);
    expect(stderr).toContain(words);
    expect(status).toBe(exit);
    expect(posted).toHaveLength(exit === 0 ? 1 : 0);
  });
});

describe('a command line for a batch', () => {
  it.each([
    [['run'], 'takes either PATH… (what is here) or --import FOLDER'],
    [['run', 'photos', '--import', 'there'], 'takes either PATH…'],
    [['run', 'photos', '--top', '0'], '--top takes a whole number from 1.'],
    [['run', 'photos', '--format', 'xml'], '--format takes csv or jsonl.'],
    [['run', 'photos', '--version', '../1'], '--version takes a version of the model'],
    [['run', 'photos', '--url', 'localhost:8080'], '--url (or EASEL_URL) takes an address such as'],
    [['status'], 'ID is missing.'],
    [[], 'A command is missing.'],
  ])('%j ends with 2 and says what is wrong', async (args, words) => {
    using operator = photographer({ url: 'http://127.0.0.1:1' });
    const { stderr, status } = await operator.easel(['batch', ...args]);
    expect(stderr).toContain(words);
    expect(status).toBe(2);
  });
});

describe('which deployment', () => {
  it('is asked for where there are several, with their names', async () => {
    await using door = await FakeBatches.open('screws', 'welds');
    using operator = photographer(door);
    const { stderr, status } = await operator.easel(['batch', 'run', 'photos']);
    expect(stderr).toBe('Say which with --deployment NAME. There is: screws, welds.\n');
    expect(status).toBe(2);
    const named = ['batch', 'run', 'photos', '--detach', '--deployment'];
    expect((await operator.easel([...named, 'welds'])).status).toBe(0);
    expect(door.batches.get('b1')).toMatchObject({ deployment: 'welds' });
    const mistyped = await operator.easel([...named, 'weld'], { env: chinese });
    expect(mistyped.stderr).toBe('没有名为 weld 的服务。现有服务:screws、welds。\n');
    expect(mistyped.status).toBe(1);
  });

  it('is known of a batch that was begun here', async () => {
    await using door = await FakeBatches.open('screws', 'welds');
    using operator = photographer(door);
    await operator.easel(['batch', 'run', 'photos', '--detach', '--deployment', 'welds']);
    const { stdout } = await operator.easel(['batch', 'status', 'b1']);
    expect(stdout).toContain('welds');
  });
});

describe('results that are there already', () => {
  const there = 'of last week';
  const inTheWay = (operator: Operator) =>
    writeFileSync(join(operator.folder, 'results.csv'), there);
  const read = (operator: Operator) => readFileSync(join(operator.folder, 'results.csv'), 'utf8');

  it('are told of before anything is sent, and stay', async () => {
    await using door = await quick();
    using operator = photographer(door);
    inTheWay(operator);
    const { stderr, status } = await operator.easel(['batch', 'run', 'photos']);
    expect(stderr).toBe(
      'results.csv is there already. Give another --out, or --force to replace it.\n',
    );
    expect(status).toBe(1);
    expect(door.asked).toEqual([]);
    expect(read(operator)).toBe(there);
  });

  it('are replaced with --force', async () => {
    await using door = await quick();
    using operator = photographer(door);
    inTheWay(operator);
    expect((await operator.easel(['batch', 'run', 'photos', '--force'])).status).toBe(0);
    expect(read(operator)).toBe(door.rows);
  });

  it('stay also where they came while the batch ran, and Easel keeps the new ones', async () => {
    await using door = await FakeBatches.open();
    using operator = photographer(door);
    void door.watched().then(() => {
      inTheWay(operator);
      door.becomes('b1', finished);
    });
    const { stderr, status } = await operator.easel(['batch', 'run', 'photos']);
    expect(stderr).toContain('easel batch results b1 --out FILE');
    expect(status).toBe(1);
    expect(read(operator)).toBe(there);
    expect(readdirSync(operator.folder).filter((name) => name.includes('part'))).toEqual([]);
  });
});

describe('an Easel that takes no batch', () => {
  it.each([
    [
      503,
      'no Redis is configured: install redis-server and start again',
      5,
      'install redis-server',
    ],
    [403, 'the licence expired on 2026-12-24', 1, 'Easel says: the licence expired'],
    [
      404,
      'Cannot GET /screws/ImageClassification/batches',
      5,
      'is not the door of Easel that this command asks',
    ],
  ])('with %i: says so before anything is sent', async (code, detail, exit, words) => {
    await using door = await quick();
    door.instead['GET screws?limit=1'] = [(response) => refuse(response, code, detail)];
    using operator = photographer(door);
    const { stderr, status } = await operator.easel(['batch', 'run', 'photos']);
    expect(stderr).toContain(words);
    expect(status).toBe(exit);
    expect(posted(door)).toEqual([]);
  });

  it.each([
    [403, 'screws', [], 'Easel says: the licence does not cover screws'],
    [422, 'screws?version=9', ['--version', '9'], 'Easel says: there is no version 9'],
  ] as const)(
    'with %i to %s: says so before anything is sent, and sends nothing again',
    async (code, route, args, words) => {
      await using door = await quick();
      const detail = words.replace('Easel says: ', '');
      door.early[`POST ${route}`] = [(response) => refuse(response, code, detail)];
      using operator = photographer(door);
      const { stderr, status } = await operator.easel(['batch', 'run', 'photos', ...args]);
      expect(stderr).toContain(words);
      expect(stderr).not.toContain('All of it is sent');
      expect(stderr).not.toContain('again.');
      expect(status).toBe(1);
      expect(posted(door)).toEqual([]);
    },
  );

  it('for now: says why in a sentence, and sends it again', async () => {
    await using door = await quick();
    door.instead['POST screws'] = [(response) => refuse(response, 502, 'away for a moment')];
    using operator = photographer(door);
    const { stderr, status } = await operator.easel(['batch', 'run', 'photos']);
    expect(stderr).toContain('Easel says: away for a moment. Sending it again.');
    expect(status).toBe(0);
  });

  it('says nothing where it waits for what is sent: it is sent all the same', async () => {
    await using door = await quick();
    door.expects = false;
    using operator = photographer(door);
    expect((await operator.easel(['batch', 'run', 'photos'])).status).toBe(0);
  });

  it('for what is in it: says so, and keeps nothing to come back to', async () => {
    await using door = await quick();
    door.instead['POST screws'] = [(response) => refuse(response, 422, 'a.jpg: climbs out')];
    using operator = photographer(door);
    const { stderr, status } = await operator.easel(['batch', 'run', 'photos']);
    expect(stderr).toContain('Easel says: a.jpg: climbs out');
    expect(status).toBe(1);
    expect((await operator.easel(['batch', 'resume'])).stderr).toContain('No batch was begun from');
  });
});
